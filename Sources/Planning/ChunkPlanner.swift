import MediaCore

/// How chunks get their frames and which frames those are.
package struct ChunkSchedule: Hashable, Sendable {
    package var decode: DecodeMode
    package var chunks: [Chunk]
    package var finding: Finding? = nil
}

/// Cuts a segment grid into chunks, where the source's access points make decoding cheapest.
///
/// Where a chunk begins changes its bytes, because its encoders start afresh, but never which frames come out.
package struct ChunkPlanner {
    /// Seconds of a chunk: wished for, looked for between, and looked for where the access points are far apart. With the
    /// remnant that may join it, a chunk never exceeds 60.
    private static let target = 24
    private static let usual = 12...36
    private static let farthest = 54

    private let track: SourceVideoTrack
    private let origin: MediaTime
    private let rate: FrameRate
    private let grid: SegmentGrid

    package init(track: SourceVideoTrack, origin: MediaTime, rate: FrameRate, grid: SegmentGrid) {
        self.track = track
        self.origin = origin
        self.rate = rate
        self.grid = grid
    }

    package func schedule() -> ChunkSchedule {
        guard track.hasTrustedRandomAccess else {
            return sequential(because: "the container gives no access points that can be trusted")
        }
        let chunks = chunks(preroll: preroll(ofSegment:), accessPoint: accessPoint(forSegment:))
        // Beside its preroll, each chunk reads one frame more to learn where its last one ends.
        let extra = chunks.dropFirst().reduce(0) { $0 + preroll(ofSegment: $1.firstSegment) + 1 }
        guard extra * 4 <= rate.frameCount(in: track.end - track.start) || chunks.count == 1 else {
            return sequential(because: "its keyframes are too far apart")
        }
        return ChunkSchedule(decode: .parallel, chunks: chunks, finding: nil)
    }

    /// A single chunk is one run in any case, so there is nothing to find.
    private func sequential(because reason: String) -> ChunkSchedule {
        let chunks = chunks(preroll: { _ in 0 }, accessPoint: { _ in nil })
        return ChunkSchedule(
            decode: .sequential, chunks: chunks, finding: chunks.count > 1 ? .sequentialDecode(reason: reason) : nil)
    }

    private func chunks(preroll: (Int) -> Int, accessPoint: (Int) -> AccessPoint?) -> [Chunk] {
        var chunks: [Chunk] = []
        var first = 0
        while first < grid.segmentCount {
            let end = boundary(after: first, preroll: preroll)
            chunks.append(
                Chunk(
                    index: chunks.count, firstSegment: first, endSegment: end, frames: grid.frames(ofSegments: first..<end),
                    accessPoint: first == 0 ? nil : accessPoint(first)))
            first = end
        }
        return chunks
    }

    /// Where the chunk that begins at `first` ends: at the segment of least preroll within the usual lengths, the nearest to
    /// the target among equals. Looks farther where even the best would cost a quarter of the chunk.
    private func boundary(after first: Int, preroll: (Int) -> Int) -> Int {
        let count = grid.segmentCount
        if frames(first..<count) <= frames(inSeconds: Self.usual.upperBound) { return count }
        var end = cheapest(after: first, within: Self.usual, preroll: preroll)
        if preroll(end) * 4 > frames(first..<end) {
            end = cheapest(after: first, within: Self.usual.lowerBound...Self.farthest, preroll: preroll)
        }
        // A remnant of less than half the usual least is not worth encoders of its own.
        let remnant = frames(end..<count)
        return remnant * 2 < frames(inSeconds: Self.usual.lowerBound) ? count : end
    }

    private func cheapest(after first: Int, within seconds: ClosedRange<Int>, preroll: (Int) -> Int) -> Int {
        let target = frames(inSeconds: Self.target)
        var best = first + 1
        var bestCost = (Int.max, Int.max)
        for end in (first + 1)...grid.segmentCount {
            let length = frames(first..<end)
            if length > frames(inSeconds: seconds.upperBound) { break }
            if length < frames(inSeconds: seconds.lowerBound) {
                best = end
                continue
            }
            let cost = (preroll(end), abs(length - target))
            if cost < bestCost { (best, bestCost) = (end, cost) }
        }
        return best
    }

    private func frames(_ segments: Range<Int>) -> Int {
        segments.isEmpty ? 0 : grid.frames(ofSegments: segments).count
    }

    private func frames(inSeconds seconds: Int) -> Int {
        rate.frameCount(in: MediaTime(ticks: Int64(seconds), timescale: 1))
    }

    private func start(ofSegment segment: Int) -> MediaTime {
        origin + rate.time(ofFrame: grid.frames(ofSegment: segment).start)
    }

    /// Output frames' worth of source that is decoded only to reach the segment's first frame.
    private func preroll(ofSegment segment: Int) -> Int {
        guard segment < grid.segmentCount else { return 0 }
        let start = start(ofSegment: segment)
        let from = max(accessPoint(forSegment: segment)?.presentationTime ?? track.start, track.start)
        return from < start ? rate.frameCount(in: start - from) : 0
    }

    /// Frames that the deinterlacer is to have seen before the first one that is wanted. What it needs after the last one it reads
    /// anyway.
    private static let filterPreroll = 2

    /// The latest access point at or before the segment's start. Every source frame from there on is decoded, so picking by nearest
    /// time sees the same neighbours as a decode from the start.
    private func accessPoint(forSegment segment: Int) -> AccessPoint? {
        var latest = start(ofSegment: segment)
        if track.isInterlaced { latest = latest - rate.time(ofFrame: Self.filterPreroll) }
        var (low, high) = (0, track.accessPoints.count)
        while low < high {
            let middle = (low + high) / 2
            if track.accessPoints[middle].presentationTime <= latest { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : track.accessPoints[low - 1]
    }
}
