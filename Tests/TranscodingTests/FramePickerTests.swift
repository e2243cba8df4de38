import MediaCore
import Testing

@testable import Transcoding

@Suite struct FramePickerTests {
    /// The index of the source frame that each output frame of `range` shows.
    static func pick(_ times: [MediaTime], _ rate: FrameRate, origin: MediaTime = .zero, _ range: FrameRange) -> [Int] {
        var picker = FramePicker(frameRate: rate, origin: origin, frames: range)
        var choices: [Int] = []
        var last = 0
        for (index, time) in times.enumerated() {
            choices += Array(repeating: last, count: picker.advance(to: time))
            last = index
        }
        choices += Array(repeating: last, count: picker.finish())
        #expect(picker.isDone)
        return choices
    }

    static func milliseconds(_ values: [Int64]) -> [MediaTime] { values.map { MediaTime(ticks: $0, timescale: 1000) } }

    struct Example: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let times: [Int64]
        var rate = FrameRate(10)
        var origin: Int64 = 0
        var range = FrameRange(0, 5)
        let choices: [Int]
    }

    @Test(arguments: [
        Example(testDescription: "the same rate", times: [0, 100, 200, 300, 400], choices: [0, 1, 2, 3, 4]),
        Example(
            testDescription: "twice the rate", times: [0, 50, 100, 150, 200, 250, 300, 350, 400, 450], choices: [0, 2, 4, 6, 8]),
        Example(testDescription: "half the rate: ties go to the earlier", times: [0, 200, 400], choices: [0, 0, 1, 1, 2]),
        Example(testDescription: "one millisecond beyond the middle", times: [0, 199, 400], choices: [0, 1, 1, 2, 2]),
        Example(
            testDescription: "a late start is held from the first output frame on", times: [250, 300, 400],
            choices: [0, 0, 0, 1, 2]),
        Example(testDescription: "an early end is held", times: [0, 100], choices: [0, 1, 1, 1, 1]),
        Example(testDescription: "a single frame", times: [0], choices: [0, 0, 0, 0, 0]),
        Example(testDescription: "a hole", times: [0, 100, 400], choices: [0, 1, 1, 2, 2]),
        Example(testDescription: "an origin", times: [1000, 1100, 1200, 1300, 1400], origin: 1000, choices: [0, 1, 2, 3, 4]),
        Example(
            testDescription: "frames before the origin", times: [-200, -100, 10, 100, 200, 300, 400], choices: [2, 3, 4, 5, 6]),
        Example(
            testDescription: "two frames at one time: the later", times: [0, 100, 100, 200, 300, 400], choices: [0, 2, 3, 4, 5]),
        Example(
            testDescription: "a range in the middle", times: [200, 300, 400, 500], range: FrameRange(3, 5), choices: [1, 2]),
        Example(testDescription: "an empty range", times: [0, 100], range: FrameRange(3, 3), choices: []),
    ])
    func tables(_ example: Example) {
        let choices = Self.pick(
            Self.milliseconds(example.times), example.rate, origin: MediaTime(ticks: example.origin, timescale: 1000),
            example.range)
        #expect(choices == example.choices)
    }

    /// A timeline of uneven intervals, from pauses to bursts, in a time base that cameras and containers use.
    struct Timeline {
        let times: [MediaTime]
        let rate: FrameRate
        let origin: MediaTime
        let frameCount: Int

        init(seed: UInt64) {
            var random = SplitMix(state: seed)
            rate = [
                FrameRate(24000, 1001), FrameRate(25), FrameRate(30000, 1001), FrameRate(30), FrameRate(50),
                FrameRate(60000, 1001),
                FrameRate(60), FrameRate(1), FrameRate(125, 9),
            ].randomElement(using: &random)!
            let timescale: Int32 = [600, 1000, 12800, 15360, 24000, 30000, 44100, 90000].randomElement(using: &random)!
            let nominal = max(1, Double(timescale) / rate.framesPerSecond)
            var tick = Int64.random(in: -200_000...200_000, using: &random)
            // The first frame is output frame 0's, or comes after sound that starts the asset.
            origin = MediaTime(ticks: tick - (Bool.random(using: &random) ? 0 : Int64(nominal * 3.3)), timescale: timescale)
            var times: [MediaTime] = []
            for _ in 0..<Int.random(in: 1...120, using: &random) {
                times.append(MediaTime(ticks: tick, timescale: timescale))
                let factor = [1, 1, 1, 0.5, 2, Double.random(in: 0.05...4, using: &random)].randomElement(using: &random)!
                tick += max(1, Int64((nominal * factor).rounded()))
            }
            self.times = times
            frameCount = max(1, rate.frameCount(in: times.last! - origin) + 2)
        }

        /// Exact: the fraction |time − origin − n / rate| over a denominator that all share.
        func distance(_ index: Int, _ output: Int) -> Int128 {
            let scale = Int128(origin.timescale)
            let ticks = Int128(times[index].ticks - origin.ticks) * Int128(rate.numerator)
            return abs(ticks - Int128(output) * Int128(rate.denominator) * scale)
        }

        /// By definition: the first of the frames that are nearest.
        func nearest(_ output: Int) -> Int {
            times.indices.min { distance($0, output) < distance($1, output) }!
        }
    }

    @Test(arguments: 0..<300 as Range<UInt64>) func nearestByDefinition(seed: UInt64) {
        let timeline = Timeline(seed: seed)
        let choices = Self.pick(timeline.times, timeline.rate, origin: timeline.origin, FrameRange(0, timeline.frameCount))
        #expect(choices == (0..<timeline.frameCount).map(timeline.nearest))
    }

    /// What lets chunks decode apart.
    @Test(arguments: 0..<100 as Range<UInt64>) func anyRunOfOutputFramesIsPickedAsInTheWhole(seed: UInt64) {
        let timeline = Timeline(seed: seed)
        let whole = Self.pick(timeline.times, timeline.rate, origin: timeline.origin, FrameRange(0, timeline.frameCount))
        var random = SplitMix(state: seed &+ 1 << 32)
        for _ in 0..<20 {
            let start = Int.random(in: 0..<timeline.frameCount, using: &random)
            let end = Int.random(in: start...timeline.frameCount, using: &random)
            let time = timeline.origin + timeline.rate.time(ofFrame: start)
            let last = timeline.times.lastIndex { $0 <= time } ?? 0
            let first = Int.random(in: 0...last, using: &random)
            let choices = Self.pick(
                Array(timeline.times[first...]), timeline.rate, origin: timeline.origin, FrameRange(start, end))
            #expect(choices.map { $0 + first } == Array(whole[start..<end]))
        }
    }
}

/// Steele, Lea and Flood's generator: the same numbers in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }
}
