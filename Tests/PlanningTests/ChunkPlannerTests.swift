import MediaCore
import Testing

@testable import Planning

@Suite struct ChunkPlannerTests {
    /// 25 frames a second for `length` seconds, 2 s GOPs, 4 s segments, keyframes at `keyframes` seconds.
    private func schedule(
        length: Int, keyframes: [Int], origin: Int64 = 0, start: Int64 = 0, isTrusted: Bool = true
    ) -> ChunkSchedule {
        var track = SourceVideoTrack.regular(
            count: length * 25, interval: 40, timescale: 1000, start: start * 1000, isTrusted: isTrusted)
        track.accessPoints = keyframes.map {
            let time = MediaTime(ticks: (start + Int64($0)) * 1000, timescale: 1000)
            return AccessPoint(presentationTime: time, decodeTime: time, packetIndex: $0 * 25)
        }
        let origin = MediaTime(ticks: origin, timescale: 1)
        let rate = FrameRate(25)
        let grid = SegmentGrid(frameCount: rate.frameCount(in: track.end - origin), gopFrames: 50, gopsPerSegment: 2)
        return ChunkPlanner(track: track, origin: origin, rate: rate, grid: grid).schedule()
    }

    /// `from-to@accessPoint` in seconds.
    private func text(_ schedule: ChunkSchedule) -> String {
        schedule.chunks
            .map { chunk in
                let accessPoint = chunk.accessPoint.map { "@\($0.presentationTime.ticks(timescale: 1))" } ?? ""
                return "\(chunk.frames.start / 25)-\(chunk.frames.end / 25)\(accessPoint)"
            }
            .joined(separator: " ")
    }

    private func every(_ interval: Int, until end: Int) -> [Int] { Array(stride(from: 0, to: end, by: interval)) }

    @Test("Short sources are one chunk")
    func short() {
        for length in [1, 4, 20, 36] {
            let schedule = schedule(length: length, keyframes: [0])
            #expect(schedule.chunks.count == 1)
            #expect(schedule.decode == .parallel)
            #expect(schedule.chunks[0].accessPoint == nil)
            #expect(schedule.finding == nil)
        }
    }

    @Test("Among equals the target length wins, and decoding starts with the chunk")
    func oneSecondGOPs() {
        let schedule = schedule(length: 100, keyframes: every(1, until: 100))
        #expect(text(schedule) == "0-24 24-48@24 48-72@48 72-100@72")
        #expect(schedule.decode == .parallel)
    }

    @Test("An access point on the chunk's first frame is near enough, a later one is not")
    func onTheFirstFrame() {
        var track = SourceVideoTrack.regular(count: 60 * 25, interval: 40, timescale: 1000)
        track.accessPoints = ([0, 23_960, 24_000, 24_040] as [Int64]).map {
            let time = MediaTime(ticks: $0, timescale: 1000)
            return AccessPoint(presentationTime: time, decodeTime: time, packetIndex: Int($0 / 40))
        }
        let grid = SegmentGrid(frameCount: 60 * 25, gopFrames: 50, gopsPerSegment: 2)
        let schedule = ChunkPlanner(track: track, origin: .zero, rate: FrameRate(25), grid: grid).schedule()
        #expect(schedule.chunks.map(\.accessPoint?.packetIndex) == [nil, 600])
    }

    @Test("Boundaries go where access points are near")
    func tenSecondGOPs() {
        let schedule = schedule(length: 120, keyframes: every(10, until: 120))
        #expect(text(schedule) == "0-20 20-40@20 40-60@40 60-80@60 80-100@80 100-120@100")
        #expect(schedule.decode == .parallel)
    }

    @Test("Distant access points make longer chunks")
    func distant() {
        let schedule = schedule(length: 200, keyframes: every(49, until: 200))
        #expect(text(schedule) == "0-52 52-100@49 100-148@98 148-200@147")
        #expect(schedule.decode == .parallel)
    }

    @Test("One keyframe, or keyframes too far apart, decode in one run")
    func oneKeyframe() {
        for keyframes in [[0], [], [0, 90, 180]] {
            let schedule = schedule(length: 200, keyframes: keyframes)
            #expect(schedule.decode == .sequential)
            #expect(schedule.chunks.allSatisfy { $0.accessPoint == nil })
            #expect(schedule.finding == .sequentialDecode(reason: "its keyframes are too far apart"))
            #expect(text(schedule) == "0-24 24-48 48-72 72-96 96-120 120-144 144-168 168-200")
        }
    }

    @Test("Access points that cannot be trusted are not used")
    func untrusted() {
        let schedule = schedule(length: 100, keyframes: every(1, until: 100), isTrusted: false)
        #expect(schedule.decode == .sequential)
        #expect(text(schedule) == "0-24 24-48 48-72 72-100")
        #expect(schedule.finding?.sentence.contains("cannot be trusted") == false)
        let short = self.schedule(length: 10, keyframes: [0], isTrusted: false)
        #expect(short.decode == .sequential)
        #expect(short.finding == nil)
    }

    @Test("Chunk times count from the origin, access points in the container's time")
    func origin() {
        let late = schedule(length: 96, keyframes: every(1, until: 96), origin: 1000, start: 1004)
        #expect(text(late) == "0-24 24-48@1024 48-72@1048 72-100@1072")
    }

    @Test("A remnant joins the chunk before it")
    func remnant() {
        #expect(text(schedule(length: 53, keyframes: every(1, until: 53))) == "0-24 24-53@24")
        #expect(text(schedule(length: 61, keyframes: every(1, until: 61))) == "0-24 24-48@24 48-61@48")
        #expect(text(schedule(length: 40, keyframes: [0, 35])) == "0-40")
        #expect(text(schedule(length: 44, keyframes: [0, 35])) == "0-36 36-44@35")
        #expect(text(schedule(length: 77, keyframes: every(1, until: 77))) == "0-24 24-48@24 48-77@48")
    }
}
