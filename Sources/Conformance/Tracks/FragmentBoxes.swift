import ISOBMFF

/// A `moof` with its `mdat`, its samples laid out: defaults filled in, places in the file worked out.
struct FragmentBoxes {
    struct Sample: Hashable {
        let duration: UInt32
        let size: UInt32
        let flags: SampleFlags
        let compositionOffset: Int64
    }

    /// Of the `moof`'s first byte in the file.
    let offset: Int
    /// Bytes of the `mdat`'s payload in the file.
    let mediaData: Range<Int>
    let sequenceNumber: UInt32
    let trackHeader: TrackFragmentHeaderFields
    let decodeTime: UInt64
    let runs: [TrackRunFields]
    let samples: [Sample]

    /// - Throws: where a box's fields cannot be read.
    init(moof: BoxNode, mdat: BoxNode, defaults: TrackHeader.SampleDefaults) throws(ISOBMFFError) {
        offset = Int(moof.offset)
        mediaData = Int(mdat.payloadRange.lowerBound)..<Int(mdat.payloadRange.upperBound)
        sequenceNumber = try MovieFragmentHeaderFields(Self.box("mfhd", in: moof)).sequence_number
        let traf = try Self.box("traf", in: moof)
        trackHeader = try TrackFragmentHeaderFields(Self.box("tfhd", in: traf))
        decodeTime = try TrackFragmentDecodeTimeFields(Self.box("tfdt", in: traf)).baseMediaDecodeTime
        var runs: [TrackRunFields] = []
        for box in traf.all("trun") { runs.append(try TrackRunFields(box)) }
        self.runs = runs
        let (duration, size, flags) = (
            trackHeader.default_sample_duration ?? defaults.duration, trackHeader.default_sample_size ?? defaults.size,
            trackHeader.default_sample_flags ?? defaults.flags
        )
        samples = runs.flatMap { run in
            run.samples.enumerated().map { index, sample in
                Sample(
                    duration: sample.sample_duration ?? duration, size: sample.sample_size ?? size,
                    flags: (index == 0 ? run.first_sample_flags : nil) ?? sample.sample_flags ?? flags,
                    compositionOffset: sample.sample_composition_time_offset ?? 0)
            }
        }
    }

    /// Sum of the samples' sizes.
    var sampleBytes: Int { samples.reduce(0) { $0 + Int($1.size) } }

    /// Of each sample in the file, one after the other from the `mdat`'s payload on.
    var sampleRanges: [Range<Int>] {
        var position = mediaData.lowerBound
        return samples.map { sample in
            defer { position += Int(sample.size) }
            return position..<position + Int(sample.size)
        }
    }

    var fillsMediaData: Bool { sampleBytes == mediaData.count }

    /// The first run whose data offset is not where the samples before it end, counted from the `moof`.
    var wrongDataOffset: (found: Int32?, expected: Int)? {
        var expected = mediaData.lowerBound - offset
        var first = 0
        for run in runs {
            if run.data_offset.map({ Int($0) != expected }) ?? true { return (run.data_offset, expected) }
            let end = first + run.samples.count
            expected += samples[first..<end].reduce(0) { $0 + Int($1.size) }
            first = end
        }
        return nil
    }

    private static func box(_ type: FourCC, in parent: BoxNode) throws(ISOBMFFError) -> BoxNode {
        guard let box = parent.first(type) else { throw .truncatedFields(box: type, offset: parent.offset) }
        return box
    }
}
