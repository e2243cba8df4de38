import ISOBMFF
import MediaCore

/// An ordinary MP4 file whose tables come before its media, so that it plays while it loads (ISO/IEC 14496-12 §6.2.3): the
/// samples of CMAF tracks, byte for byte, with the chunks of all tracks in order of time.
package struct ProgressiveMovie: Sendable {
    /// `ftyp`, `moov` and the header of the `mdat`.
    package let head: [UInt8]
    /// The `mdat`'s content, in order: for each chunk the place of its track among the tracks, and the chunk.
    package let chunks: [(track: Int, chunk: SampleTable.Chunk)]

    /// - Parameters:
    ///   - tracks: with different track numbers; the first one's timescale is the movie's.
    ///   - duration: of the presentation.
    package init(_ tracks: [(description: TrackDescription, samples: SampleTable)], duration: MediaTime) throws(CMAFError) {
        var chunks = tracks.enumerated().flatMap { index, track in track.samples.chunks.map { (track: index, chunk: $0) } }
        func start(_ entry: (track: Int, chunk: SampleTable.Chunk)) -> MediaTime {
            MediaTime(ticks: entry.chunk.start, timescale: tracks[entry.track].samples.timescale)
        }
        chunks.sort { a, b in
            let (first, second) = (start(a), start(b))
            return first == second ? a.track < b.track : first < second
        }
        self.chunks = chunks

        let fileType = FileTypeBox(major_brand: "mp42", compatible_brands: ["mp42", "isom", "avc1"]).serialized()
        let mediaBytes = chunks.reduce(UInt64(0)) { $0 + UInt64($1.chunk.byteCount) }
        let isMediaLarge = mediaBytes + 8 > UInt64(UInt32.max)
        // Offsets count from the file's start, so they need the size of the tables, which their values do not change.
        func movie(isLarge: Bool, mediaStart: UInt64) throws(CMAFError) -> [UInt8] {
            try Self.movie(tracks, chunks, duration, isLarge: isLarge, mediaStart: mediaStart)
        }
        func mediaStart(isLarge: Bool) throws(CMAFError) -> UInt64 {
            UInt64(try movie(isLarge: isLarge, mediaStart: 0).count + fileType.count + (isMediaLarge ? 16 : 8))
        }
        let shortStart = try mediaStart(isLarge: false)
        let isLarge = shortStart + mediaBytes > UInt64(UInt32.max)
        var writer = ByteWriter()
        writer.append(fileType)
        writer.append(
            try movie(isLarge: isLarge, mediaStart: isLarge ? try mediaStart(isLarge: true) : shortStart))
        writer.u32(isMediaLarge ? 1 : UInt32(mediaBytes + 8))
        writer.fourCC("mdat")
        if isMediaLarge { writer.u64(mediaBytes + 16) }
        head = writer.bytes
    }

    private static func movie(
        _ tracks: [(description: TrackDescription, samples: SampleTable)], _ chunks: [(track: Int, chunk: SampleTable.Chunk)],
        _ duration: MediaTime, isLarge: Bool, mediaStart: UInt64
    ) throws(CMAFError) -> [UInt8] {
        var offsets = tracks.map { _ in [UInt64]() }
        var position = mediaStart
        for (track, chunk) in chunks {
            offsets[track].append(position)
            position += UInt64(chunk.byteCount)
        }
        let timescale = tracks.first?.description.timescale ?? 1000
        let ticks = UInt64(clamping: duration.ticks(timescale: timescale))
        var boxes: [TrackBox] = []
        for ((description, samples), offsets) in zip(tracks, offsets) {
            var parts = try TrackParts(description)
            parts.header.duration = ticks
            parts.mediaHeader.duration = UInt64(clamping: samples.duration)
            parts.information.samples.add(samples, offsets, isLarge: isLarge)
            boxes.append(
                TrackBox(
                    header: parts.header, edits: try InitSegment.edits(primingTicks: description.primingTicks, duration: ticks),
                    media: MediaBox(header: parts.mediaHeader, handler: parts.handler, information: parts.information)))
        }
        let nextTrack = (tracks.map(\.description.trackNumber).max() ?? 0) + 1
        return MovieBox(
            header: MovieHeaderBox(timescale: UInt32(timescale), duration: ticks, next_track_ID: nextTrack), tracks: boxes
        ).serialized()
    }
}

extension SampleTableBox {
    fileprivate mutating func add(_ table: SampleTable, _ chunkOffsets: [UInt64], isLarge: Bool) {
        times.entries = table.times
        sizes.entry_size = table.sizes
        if table.compositions.contains(where: { $0.sample_offset != 0 }) {
            compositions = CompositionOffsetBox(entries: table.compositions)
        }
        if table.syncs.count < table.sizes.count { syncs = SyncSampleBox(sample_number: table.syncs) }
        for (index, chunk) in table.chunks.enumerated() {
            let count = UInt32(chunk.sampleCount)
            if chunks.entries.last?.samples_per_chunk == count { continue }
            chunks.entries.append(SampleToChunkBox.Entry(first_chunk: UInt32(index + 1), samples_per_chunk: count))
        }
        if isLarge {
            offsets = .large(ChunkLargeOffsetBox(chunk_offset: chunkOffsets))
        } else {
            var box = ChunkOffsetBox()
            box.chunk_offset = chunkOffsets.map { UInt32(truncatingIfNeeded: $0) }
            offsets = .short(box)
        }
    }
}
