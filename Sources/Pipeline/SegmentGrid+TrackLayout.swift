import MediaCore
import Packaging
import Planning

extension TrackLayout {
    /// Of a video track: segments of the grid, a fragment for each closed GOP.
    init(video plan: VideoPlan) {
        let ticks = Int64(plan.frameRate.frameDuration)
        let grid = plan.grid
        self.init(
            segments: (0..<grid.segmentCount).map { index in
                let start = grid.frames(ofSegment: index).start
                return SegmentLayout(
                    number: index + 1, firstSequenceNumber: UInt32(grid.fragmentCount(beforeSegment: index) + 1),
                    start: Int64(start) * ticks,
                    fragmentEnds: grid.fragments(ofSegment: index).map { Int64($0.end) * ticks })
            })
    }

    /// Of a sound track: each segment ends at the end of the AAC frame nearest to the end of the picture's segment, counted from
    /// the start of the encoder's priming; so boundaries never drift from the picture's. Without a picture, segments have the
    /// preset's length.
    init(audio plan: AudioPlan, priming: Int, along video: VideoPlan?) {
        let total = plan.sampleCount + Int64(priming)
        let frame = Int64(AudioPlan.frameSamples)
        let grid = video?.grid ?? plan.grid
        let count = grid.segmentCount
        var ends = (0..<count).map { index -> Int64 in
            let end = grid.frames(ofSegment: index).end
            let boundary = video?.frameRate.time(ofFrame: end).ticks(timescale: Int32(plan.sampleRate)) ?? Int64(end)
            let samples = boundary + Int64(priming)
            return min(total, (samples + frame / 2) / frame * frame)
        }
        ends[count - 1] = total
        self.init(
            segments: ends.indices.map { index in
                SegmentLayout(
                    number: index + 1, firstSequenceNumber: UInt32(index + 1), start: index == 0 ? 0 : ends[index - 1],
                    fragmentEnds: [ends[index]])
            })
    }
}
