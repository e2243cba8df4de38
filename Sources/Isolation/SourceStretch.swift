import MediaCore

/// Samples that the source file holds as they are to be published: in the file's order, and so close together that whoever
/// needs them reads all of it at once.
package struct SourceStretch: Hashable, Sendable {
    package struct Sample: Hashable, Sendable {
        /// As of `WorkerSample`.
        package let track: Int
        package let timing: SampleTiming
        /// Bytes of the file; never empty.
        package let range: Range<Int64>
    }

    /// Bytes from the first sample to the end of the last, but for a single one that is larger.
    private static let longest = 1 << 20

    package private(set) var samples: [Sample] = []

    /// Bytes of the file, from the first sample to the end of the last.
    package var range: Range<Int64> {
        guard let first = samples.first, let last = samples.last else { return 0..<0 }
        return first.range.lowerBound..<last.range.upperBound
    }

    /// False where the sample does not belong here, or is none.
    mutating func append(_ sample: Sample) -> Bool {
        let start = samples.first?.range.lowerBound ?? sample.range.lowerBound
        let limit = samples.isEmpty ? WorkerSample.largest : Self.longest
        guard !sample.range.isEmpty, sample.range.lowerBound >= range.upperBound,
            sample.range.upperBound - start <= limit
        else { return false }
        samples.append(sample)
        return true
    }
}

/// On the wire: of each sample its header, where in the file it begins, and its bytes.
extension SourceStretch {
    private static let sampleByteCount = SampleHeader.byteCount + 12

    var wireBytes: [UInt8] {
        var fields = FieldWriter()
        for sample in samples {
            fields.append(SampleHeader(track: sample.track, timing: sample.timing).bytes)
            fields.append(sample.range.lowerBound)
            fields.append(UInt32(sample.range.count))
        }
        return fields.bytes
    }

    init(wireBytes: [UInt8]) throws(IsolationError) {
        var fields = FieldReader(wireBytes)
        while fields.remaining > 0 {
            guard let header = fields.take(SampleHeader.byteCount), let start = fields.int64(), let count = fields.uint32() else {
                throw .protocolViolation("a sample of the source ends too early")
            }
            let sample = try SampleHeader(parsing: header)
            guard start >= 0, start.magnitude <= WireLimit.ticks,
                append(Sample(track: sample.track, timing: sample.timing, range: start..<start + Int64(count)))
            else { throw .protocolViolation("samples of the source are empty, out of order or too far apart") }
        }
        guard !samples.isEmpty else { throw .protocolViolation("a stretch of the source has no samples") }
    }
}
