import LibAV
import MediaCore
import Planning
import Testing

@testable import Transcoding

@Suite(.enabled(if: FFmpeg.isInstalled, "/usr/bin/ffmpeg is not installed")) struct DeinterlacingTests {
    /// 40 seconds in fields, with noise so that no two pictures are alike, in a container that can be entered at every second.
    private static func source() throws -> (path: String, source: SourceInfo) {
        let path = try Fixture.made(
            "mp4",
            [
                "-f", "lavfi", "-i", "testsrc2=size=96x64:rate=50:duration=40", "-vf",
                "noise=alls=60:allf=t:all_seed=1,format=yuv420p,tinterlace=interleave_top", "-c:v", "libx264", "-preset",
                "veryfast",
                "-qp", "10", "-threads", "1", "-g", "25", "-keyint_min", "25", "-sc_threshold", "0", "-flags", "+ildct+ilme",
            ])
        return (path, try scan(path))
    }

    /// What the deinterlacer knows of the frames before and after does not depend on where decoding began.
    @Test func everyChunkHasTheFramesOfASequentialRun() throws {
        let (path, source) = try Self.source()
        #expect(source.video[0].isInterlaced)
        let preset = Preset(
            name: "test", summary: "", rungs: [Preset.Rung(shortSide: 64, maxRate: 300_000)])
        let plan = try Planner.plan(source: source, preset: preset, version: "")
        var video = try #require(plan.video)
        #expect(video.decode == .parallel && video.chunks.count == 2)
        video.thumbnails = ThumbnailPlan(
            frameInterval: 1, count: 1000, tile: Resolution(width: 96, height: 64), columns: 5, rows: 5,
            poster: Resolution(width: 96, height: 64))
        func tiles(_ plan: VideoPlan, _ chunks: Range<Int>) throws -> [SmallPicture] {
            try withDescriptor(path) { descriptor in
                let sink = RecordingSink()
                _ = try ChunkTranscoder(plan: plan, origin: source.video[0].start, descriptor: descriptor, sink: sink)
                    .run(plan.chunks[chunks])
                return sink.record.tiles
            }
        }
        let chunked = try tiles(video, 0..<1) + tiles(video, 1..<2)
        video.decode = .sequential
        let sequential = try tiles(video, 0..<2)
        #expect(chunked.count == 1000 && sequential.count == 1000)
        #expect(zip(chunked, sequential).filter { $0 != $1 }.map(\.0.frame) == [])

        // From the keyframe that it begins with, the second chunk's first frame would be another.
        var bare = video
        let start = bare.chunks[1].frames.start
        let time = source.video[0].start + video.frameRate.time(ofFrame: start)
        bare.chunks[1].accessPoint = source.video[0].accessPoints.first { $0.presentationTime == time }
        try #require(bare.chunks[1].accessPoint != nil)
        #expect(video.chunks[1].accessPoint != bare.chunks[1].accessPoint)
        bare.decode = .parallel
        let different = try tiles(bare, 1..<2)
        #expect(different.first?.frame == start && different.first != sequential[start])
    }
}
