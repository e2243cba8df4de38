import MediaCore
import Testing

@testable import Planning

/// What holds for every plan, over sources drawn from a seeded generator.
@Suite struct PlanInvariantTests {
    @Test("Every plan keeps the laws", arguments: 0..<8)
    func laws(seed: Int) throws {
        var random = SplitMix(state: UInt64(seed))
        for _ in 0..<500 {
            let source = random.source()
            let plan = try Planner.plan(source: source, preset: .web, version: "1")
            let video = try #require(plan.video)
            checkChunks(video, source.video[0], origin: plan.origin)
            checkLadder(video, source.video[0])
            checkThumbnails(video)
            let again = try Planner.plan(source: source, preset: .web, version: "1")
            #expect(again == plan)
        }
    }

    private func checkChunks(_ video: VideoPlan, _ track: SourceVideoTrack, origin: MediaTime) {
        var segment = 0
        var preroll = 0.0
        for (index, chunk) in video.chunks.enumerated() {
            #expect(chunk.index == index && chunk.firstSegment == segment && chunk.endSegment > segment)
            #expect(chunk.frames == video.grid.frames(ofSegments: chunk.segments))
            #expect(Double(chunk.frames.count) <= 60 * video.frameRate.framesPerSecond + 1)
            segment = chunk.endSegment
            guard video.decode == .parallel, index > 0 else {
                #expect(chunk.accessPoint == nil)
                continue
            }
            let start = origin + video.frameRate.time(ofFrame: chunk.frames.start)
            let from = chunk.accessPoint?.presentationTime ?? track.start
            #expect(chunk.accessPoint == nil || from <= start)
            preroll += max(0, start.seconds - from.seconds)
        }
        #expect(segment == video.grid.segmentCount)
        #expect(video.chunks.last?.frames.end == video.grid.frameCount)
        #expect(preroll <= 0.25 * (track.end - track.start).seconds + 0.001)
        if !track.hasTrustedRandomAccess { #expect(video.decode == .sequential) }
        // Half a frame, and what rounding to the coarsest time base adds.
        let missed = abs(video.duration.seconds - (track.end.seconds - origin.seconds))
        #expect(missed <= 0.5 / video.frameRate.framesPerSecond + 0.001 || video.grid.frameCount == 1)
        #expect((1...60).contains(video.frameRate.framesPerSecond))
    }

    private func checkLadder(_ video: VideoPlan, _ track: SourceVideoTrack) {
        let display = PictureSize.display(of: track)
        let sides = video.renditions.map(\.resolution.shortSide)
        #expect(!sides.isEmpty && sides.count <= 7)
        #expect(zip(sides, sides.dropFirst()).allSatisfy { $0 > $1 })
        for rendition in video.renditions {
            let size = rendition.resolution
            #expect(size.width % 2 == 0 && size.height % 2 == 0 && size.shortSide >= 16 && size.longSide <= 8192)
            if display.shortSide >= 16 { #expect(size.width <= display.width && size.height <= display.height) }
            #expect(size.isPortrait == display.isPortrait || size.width == size.height)
            // The long side is the even number nearest to the true aspect.
            let exact = Double(display.longSide) * Double(size.shortSide) / Double(display.shortSide)
            #expect(abs(Double(size.longSide) - exact) <= 1.001)
            #expect(rendition.maxRate >= 100_000 && rendition.bufferSize == 2 * rendition.maxRate)
            #expect(rendition.name == "\(size.shortSide)p" && rendition.track.path == "video/h264/\(rendition.name)")
        }
    }

    private func checkThumbnails(_ video: VideoPlan) {
        let plan = video.thumbnails
        #expect((1...200).contains(plan.count))
        #expect((plan.count - 1) * plan.frameInterval < video.grid.frameCount)
        #expect(plan.count * plan.frameInterval >= video.grid.frameCount)
        #expect(Double(plan.frameInterval) >= video.frameRate.framesPerSecond)
        #expect(plan.tile.longSide <= 160 && plan.poster.longSide <= 1280)
        #expect(plan.columns * plan.tile.width <= 4096 && plan.rows * plan.tile.height <= 4096)
        #expect(plan.columns * plan.rows <= 100)
        for size in [plan.tile, plan.poster] {
            #expect(size.shortSide >= 2 && size.width % 2 == 0 && size.height % 2 == 0)
        }
    }
}

/// SplitMix64: the same sources on every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func source() -> SourceInfo {
        let timescale: Int32 = [600, 1000, 12_800, 24_000, 30_000, 90_000, 1_000_000].randomElement(using: &self) ?? 600
        let fps = Double.random(in: 0.3...230, using: &self)
        let interval = max(1, Int64((Double(timescale) / fps).rounded()))
        let safe = interval * 240 >= Int64(timescale) ? interval : Int64(timescale) / 200
        let length =
            Double.random(in: 0...1, using: &self) < 0.3
            ? Double.random(in: 0...5, using: &self) : .random(in: 5...2000, using: &self)
        let count = max(1, Int(length * Double(timescale) / Double(safe)))
        let width = Int.random(in: 1...4352, using: &self)
        // With the pixels below no more than 32 times as long one way as the other.
        let size = Resolution(width: width, height: .random(in: (width + 3) / 4...min(4352, 4 * width), using: &self))
        var track = SourceVideoTrack.regular(
            size, count: count, interval: safe, timescale: timescale, start: .random(in: -100_000...100_000, using: &self),
            isTrusted: Int.random(in: 0..<8, using: &self) > 0)
        track.orientation = Orientation(isMirrored: .random(using: &self), quarterTurns: .random(in: 0...3, using: &self))
        track.pixelAspectWidth = .random(in: 0...20, using: &self)
        track.pixelAspectHeight = .random(in: 0...20, using: &self)
        // Keyframes at random distances around one of the source's own.
        let spacing = max(1, Int(Double.random(in: 0.1...40, using: &self) * Double(count) / max(length, 0.1)))
        var points: [AccessPoint] = []
        var frame = 0
        while frame < count {
            let time = MediaTime(ticks: track.start.ticks + Int64(frame) * safe, timescale: timescale)
            points.append(AccessPoint(presentationTime: time, decodeTime: time, packetIndex: frame))
            frame += Int.random(in: 1...(2 * spacing), using: &self)
        }
        track.accessPoints = points
        let start = Int64(track.start.seconds * 1000) + .random(in: -700...700, using: &self)
        let end = start + .random(in: 1...100_000, using: &self)
        return SourceInfo([track], Bool.random(using: &self) ? [.regular(start: start, end: end)] : [])
    }
}
