import MediaCore
import Planning
import Testing

@testable import Transcoding

@Suite struct PosterScoreTests {
    private static let size = Resolution(width: 32, height: 18)

    private static func tile(_ luma: (_ x: Int, _ y: Int) -> Int) -> SmallPicture {
        var pixels: [UInt8] = []
        for y in 0..<size.height { for x in 0..<size.width { pixels.append(UInt8(clamping: luma(x, y))) } }
        pixels += Array(repeating: 128, count: SmallPicture.byteCount(size) - pixels.count)
        return SmallPicture(frame: 0, resolution: size, pixels: pixels)!
    }

    /// A picture full of edges around middle grey.
    private static func scene(_ x: Int, _ y: Int) -> Int { 126 + ((x / 2 &* 73 &+ y / 2 &* 151) % 101 - 50) }
    private static let sharp = tile(scene)
    private static let flash = tile { _, _ in 235 }

    /// The scene as a box filter of 9 × 9 leaves it.
    private static let blurred = tile { x, y in
        var sum = 0
        for dy in -4...4 { for dx in -4...4 { sum += scene(x + dx + 8, y + dy + 8) } }
        return sum / 81
    }
    private static let faded = tile { x, y in 16 + (scene(x, y) - 16) / 8 }
    private static let other = tile { x, y in 126 + ((x &* 37 &+ y / 3 &* 211) % 113 - 56) }
    private static let crossFade = tile { x, y in (scene(x, y) + Int(other.pixels[y * size.width + x])) / 2 }

    private func score(_ tile: SmallPicture, before: SmallPicture? = nil, after: SmallPicture? = nil) -> Double {
        PosterScore.of(tile, before: before, after: after)
    }

    @Test func whatIsWorseThanASharpPicture() {
        let good = score(Self.sharp, before: Self.sharp, after: Self.sharp)
        #expect(good > 0.25 && good <= 1)
        for (name, tile) in [("blur", Self.blurred), ("fade", Self.faded), ("flash", Self.flash)] {
            #expect(score(tile, before: tile, after: tile) < good / 2, "\(name)")
        }
        for level in [0, 16, 126, 235, 255] {
            #expect(score(Self.tile { _, _ in level }) == 0, "a flat \(level)")
        }
    }

    /// Inside a flash or a fade a frame differs from both neighbours; at a cut it is like one of them.
    @Test func calmPicturesWin() {
        let calm = score(Self.sharp, before: Self.sharp, after: Self.other)
        #expect(calm == score(Self.sharp, before: Self.other, after: Self.sharp))
        #expect(calm == score(Self.sharp))
        #expect(score(Self.sharp, before: Self.flash, after: Self.flash) < calm)
        #expect(score(Self.crossFade, before: Self.sharp, after: Self.other) < calm)
    }

    @Test func scoresLieBetweenZeroAndOne() {
        var random = SplitMix(state: 7)
        for _ in 0..<200 {
            let tiles = (0..<3).map { _ in
                let spread = Int.random(in: 1...255, using: &random)
                let base = Int.random(in: 0...255, using: &random)
                return Self.tile { _, _ in base + Int.random(in: -spread...spread, using: &random) }
            }
            let value = score(tiles[1], before: tiles[0], after: tiles[2])
            #expect(value >= 0 && value <= 1)
        }
    }
}

@Suite(.enabled(if: FFmpeg.isInstalled, "/usr/bin/ffmpeg is not installed")) struct PosterChoiceTests {
    /// The poster's frame of a whole clip with a candidate every half second.
    private func poster(of path: String) throws -> Int {
        let track = try #require(try scan(path).video.first)
        let plan = VideoPlan(
            track, frameCount: track.frameCount, gopFrames: 50, origin: track.start, rungs: [Resolution(width: 160, height: 90)],
            frameInterval: 12)
        let (record, _) = try ChunkTranscoderTests.transcode(path, plan, origin: track.start)
        guard case .poster(let frame, _)? = record.pictures.first?.name else { throw FFmpeg.Failure(text: "no poster") }
        return frame
    }

    /// 1.5 s black, a fade of 1 s, 3 s of detail, a fade to black.
    @Test func afterTheBlackAndTheFade() throws {
        let frame = try poster(of: try Fixture.named("poster-black-lead-in.mp4"))
        #expect(frame >= 62 && frame <= 140, "frame \(frame)")
    }

    /// 2.5 s out of focus, 2 s sharp, 2.5 s out of focus.
    @Test func whereItIsSharp() throws {
        let frame = try poster(of: try Fixture.named("poster-blur.mp4"))
        #expect(frame >= 62 && frame <= 113, "frame \(frame)")
    }

    /// White for half a second in the middle of a scene.
    @Test func notTheFlash() throws {
        let path = try Fixture.made(
            "mp4",
            [
                "-f", "lavfi", "-i", "mandelbrot=size=320x180:rate=25:start_scale=0.8,trim=duration=4", "-vf",
                "drawbox=color=white:t=fill:enable='between(n,36,60)',drawbox=color=black:t=fill:enable='lt(n,30)'", "-c:v",
                "libx264", "-preset",
                "veryfast", "-crf", "18", "-pix_fmt", "yuv420p",
            ])
        let frame = try poster(of: path)
        #expect(frame > 60, "frame \(frame)")
    }

    @Test func aBlackClipStillHasAPoster() throws {
        let path = try Fixture.made(
            "mp4", ["-f", "lavfi", "-i", "color=black:size=320x180:rate=25:duration=1", "-c:v", "libx264", "-preset", "veryfast"])
        #expect(try poster(of: path) == 0)
    }
}
