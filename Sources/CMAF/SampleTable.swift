import ISOBMFF
import MediaCore

/// What an ordinary movie must know of the samples of one track, gathered from its segments: 4 bytes a sample, and 8 for each
/// change of its composition offset.
package struct SampleTable: Sendable {
    /// A run of samples that lie together, here and in the movie.
    package struct Chunk: Hashable, Sendable {
        /// Decode time of the first sample.
        package let start: Int64
        package internal(set) var sampleCount = 0
        package internal(set) var byteCount = 0
        /// Which of the track's segments, in the order of their appending from 0, and where in its file.
        package let segment: Int
        package let offset: Int64
    }

    /// Ticks a second.
    package let timescale: Int32
    package private(set) var chunks: [Chunk] = []
    /// Sum of all durations.
    package private(set) var duration: Int64 = 0
    private(set) var sizes: [UInt32] = []
    private(set) var times: [TimeToSampleBox.Entry] = []
    private(set) var compositions: [CompositionOffsetBox.Entry] = []
    private(set) var syncs: [UInt32] = []
    private var segmentCount = 0

    package init(timescale: Int32) { self.timescale = timescale }

    /// Adds the fragments of the track's next segment. Chunks last half a second at most and none crosses a fragment.
    package mutating func append(segment source: ByteSource) throws(ISOBMFFError) {
        for moof in try BoxReader.read(source) where moof.type == "moof" {
            guard let header = moof.first("traf", "tfhd"), let run = moof.first("traf", "trun") else {
                throw .truncatedFields(box: moof.type, offset: moof.offset)
            }
            try append(TrackFragmentHeaderFields(header), TrackRunFields(run), at: moof.offset)
        }
        segmentCount += 1
    }

    private mutating func append(
        _ header: TrackFragmentHeaderFields, _ run: TrackRunFields, at offset: Int64
    ) throws(ISOBMFFError) {
        var position = offset + Int64(run.data_offset ?? 0)
        var chunk: Chunk?
        for (index, sample) in run.samples.enumerated() {
            guard let size = sample.sample_size ?? header.default_sample_size,
                let length = sample.sample_duration ?? header.default_sample_duration,
                let flags = (index == 0 ? run.first_sample_flags : nil) ?? sample.sample_flags ?? header.default_sample_flags
            else { throw .truncatedFields(box: "trun", offset: offset) }
            if let open = chunk, 2 * (duration + Int64(length) - open.start) > Int64(timescale) {
                chunks.append(open)
                chunk = nil
            }
            var open = chunk ?? Chunk(start: duration, segment: segmentCount, offset: position)
            open.sampleCount += 1
            open.byteCount += Int(size)
            chunk = open
            append(
                size: size, duration: length, compositionOffset: Int32(sample.sample_composition_time_offset ?? 0),
                isSync: !flags.sample_is_non_sync_sample)
            position += Int64(size)
        }
        if let chunk { chunks.append(chunk) }
    }

    private mutating func append(size: UInt32, duration length: UInt32, compositionOffset: Int32, isSync: Bool) {
        sizes.append(size)
        duration += Int64(length)
        if isSync { syncs.append(UInt32(sizes.count)) }
        if times.last?.sample_delta == length {
            times[times.count - 1].sample_count += 1
        } else {
            times.append(TimeToSampleBox.Entry(sample_count: 1, sample_delta: length))
        }
        if compositions.last?.sample_offset == compositionOffset {
            compositions[compositions.count - 1].sample_count += 1
        } else {
            compositions.append(CompositionOffsetBox.Entry(sample_count: 1, sample_offset: compositionOffset))
        }
    }
}
