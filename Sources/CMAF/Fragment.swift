import ISOBMFF
import MediaCore

/// A CMAF fragment before it is serialised: samples that follow each other, the first one a sync sample. For video that is one
/// closed GOP, for audio one segment's run. The samples' bytes lie end to end in `payload`, where they can still be encrypted
/// in place as long as their sizes stay.
package struct Fragment: Sendable {
    package struct Sample: Hashable, Sendable {
        package let timing: SampleTiming
        /// In bytes.
        package let size: UInt32
    }

    package let sequenceNumber: UInt32
    package let trackNumber: UInt32
    /// The sum of the durations of all earlier samples of the track, in its ticks; not below zero.
    package let baseDecodeTime: Int64
    package private(set) var samples: [Sample] = []
    /// The samples' bytes, in order.
    package var payload: [UInt8] = []
    /// Once the payload is encrypted: how, sample by sample.
    package var encryption: SampleEncryptionBox?
    /// Where these samples are under another key than the init segment names, or under none.
    package var exception: TrackEncryptionBox?

    /// - Throws: `unrepresentable` for a decode time below zero.
    package init(sequenceNumber: UInt32, trackNumber: UInt32, baseDecodeTime: Int64) throws(CMAFError) {
        guard baseDecodeTime >= 0 else { throw .unrepresentable(field: "baseDecodeTime", value: "\(baseDecodeTime)") }
        self.sequenceNumber = sequenceNumber
        self.trackNumber = trackNumber
        self.baseDecodeTime = baseDecodeTime
    }

    /// Where the next sample must start, in ticks.
    package var endDecodeTime: Int64 {
        samples.last.map { $0.timing.decodeTime + Int64($0.timing.duration) } ?? baseDecodeTime
    }

    /// In ticks.
    package var duration: Int64 { endDecodeTime - baseDecodeTime }

    /// Copies a sample's bytes to the end of the payload: the one copy of a sample in this process.
    package mutating func append(_ timing: SampleTiming, payload bytes: ArraySlice<UInt8>) throws(CMAFError) {
        guard timing.decodeTime == endDecodeTime else {
            throw .decodeTimeGap(expected: endDecodeTime, found: timing.decodeTime)
        }
        guard !samples.isEmpty || timing.isSync else { throw .startsWithoutSync(decodeTime: timing.decodeTime) }
        guard timing.decodeTime <= Int64.max - Int64(UInt32.max) else {
            throw .unrepresentable(field: "decodeTime", value: "\(timing.decodeTime)")
        }
        guard payload.count + bytes.count <= Self.largestPayload else {
            throw .fragmentTooLarge(sequenceNumber: sequenceNumber)
        }
        payload.append(contentsOf: bytes)
        samples.append(Sample(timing: timing, size: UInt32(bytes.count)))
    }

    /// Box headers keep 32-bit sizes and `trun` a 31-bit offset far above any real GOP.
    private static let largestPayload = 1 << 30

    /// The `moof`, with what all samples share moved into `tfhd`.
    func movieFragment() -> MovieFragmentBox {
        var header = TrackFragmentHeaderBox(track_ID: trackNumber)
        var run = TrackRunBox(sample_count: UInt32(samples.count))

        header.default_sample_duration = shared { $0.timing.duration }
        if header.default_sample_duration == nil { run.sample_duration = samples.map(\.timing.duration) }

        header.default_sample_size = shared { $0.size }
        if header.default_sample_size == nil { run.sample_size = samples.map(\.size) }

        if samples.dropFirst().allSatisfy({ !$0.timing.isSync }) && samples.count > 1 {
            header.default_sample_flags = .dependent
            run.first_sample_flags = .sync
        } else if samples.allSatisfy(\.timing.isSync) {
            header.default_sample_flags = .sync
        } else {
            run.sample_flags = samples.map { $0.timing.isSync ? .sync : .dependent }
        }

        if samples.contains(where: { $0.timing.compositionOffset != 0 }) {
            run.sample_composition_time_offset = samples.map(\.timing.compositionOffset)
        }

        var box = MovieFragmentBox(
            header: MovieFragmentHeaderBox(sequence_number: sequenceNumber),
            track: TrackFragmentBox(
                header: header,
                decodeTime: TrackFragmentDecodeTimeBox(baseMediaDecodeTime: UInt64(baseDecodeTime)), run: run))
        box.track.encryption = encryption
        box.track.group = exception.map { EncryptionGroupBox(encryption: $0, sampleCount: run.sample_count) }
        // The samples start behind the `moof` and the header of the `mdat`; the offset's own value does not change its size.
        box.track.run.data_offset = Int32(box.serialized().count + Self.mediaDataHeaderSize)
        return box
    }

    /// The `moof` and the header of the `mdat`: everything before `payload`.
    func serializedHead() -> [UInt8] {
        var writer = ByteWriter()
        movieFragment().write(to: &writer)
        writer.u32(UInt32(Self.mediaDataHeaderSize + payload.count))
        writer.fourCC("mdat")
        return writer.bytes
    }

    private static let mediaDataHeaderSize = 8

    /// The value that every sample has, if they agree.
    private func shared(_ value: (Sample) -> UInt32) -> UInt32? {
        guard let first = samples.first.map(value) else { return nil }
        return samples.allSatisfy { value($0) == first } ? first : nil
    }
}
