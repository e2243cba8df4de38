import MediaCore
import Testing

@testable import Planning

@Suite struct FrameRateChoiceTests {
    @Test(
        "Intervals become rates",
        arguments: [
            // Common rates, exactly and as time bases round them.
            (1001, 24000, "24000/1001"), (1, 24, "24"), (3600, 90000, "25"), (1001, 30000, "30000/1001"), (20, 600, "30"),
            (1, 50, "50"), (1001, 60000, "60000/1001"), (1500, 90000, "60"), (3002, 90000, "30000/1001"),
            // Near a common rate, the nearest wins.
            (12, 359, "30000/1001"), (100, 2460, "25"), (100, 2430, "24"), (1000, 60_900, "60"), (1000, 30_500, "30"),
            // Between them, exactly.
            (2, 25, "25/2"), (1, 10, "10"), (1, 15, "15"), (1, 20, "20"), (1, 48, "48"), (7, 187, "187/7"), (1, 1, "1"),
            // Above 60: half, third, quarter, then snapped.
            (1, 120, "60"), (1, 240, "60"), (1, 90, "45"), (1, 100, "50"), (1001, 120_000, "60000/1001"), (1, 144, "48"),
            (1, 180, "60"), (5, 1200, "60"), (1001, 240_000, "60000/1001"), (1, 75, "75/2"), (1, 61, "60"),
            // Below one frame a second.
            (2, 1, "1"), (3600, 1, "1"), (1001, 1000, "1"),
        ] as [(Int64, Int32, String)])
    func rates(interval: Int64, timescale: Int32, expected: String) {
        let choice = FrameRateChoice(for: .regular(interval: interval, timescale: timescale))
        #expect(choice.rate.description == expected)
    }

    /// What comes as often as fields do are fields; progressive pictures may.
    @Test(
        "Of interlaced pictures the frames count, also where each field has a packet of its own",
        arguments: [
            (3600, 90000, "25"), (3003, 90000, "30000/1001"), (1800, 90000, "25"), (3003, 180_000, "30000/1001"),
            (1500, 90000, "30"),
        ] as [(Int64, Int32, String)])
    func fields(interval: Int64, timescale: Int32, expected: String) {
        var track = SourceVideoTrack.regular(interval: interval, timescale: timescale)
        track.isInterlaced = true
        let choice = FrameRateChoice(for: track)
        #expect(choice.rate.description == expected && choice.finding == nil)
    }

    @Test(
        "A coarse time base is seen through by the mean",
        arguments: [
            // frames, milliseconds in all, median, rate
            (240, 10_000, 42, "24"), (240, 10_010, 42, "24000/1001"), (300, 10_010, 33, "30000/1001"), (300, 10_000, 33, "30"),
            (600, 10_000, 17, "60"), (599, 9993, 17, "60000/1001"), (150, 10_000, 67, "15"), (960, 4000, 4, "60"),
        ] as [(Int, Int64, Int64, String)])
    func meanDecides(frames: Int, span: Int64, median: Int64, expected: String) {
        var track = SourceVideoTrack.regular(count: frames)
        track.end = MediaTime(ticks: span, timescale: 1000)
        track.medianInterval = MediaTime(ticks: median, timescale: 1000)
        #expect(FrameRateChoice(for: track).rate.description == expected)
    }

    @Test("Dropped frames do not move the rate")
    func droppedFrames() {
        // 30 frames a second with every fifth missing: the median still says 33 ms, the mean does not.
        var track = SourceVideoTrack.regular(count: 240)
        track.end = MediaTime(ticks: 10_000, timescale: 1000)
        track.medianInterval = MediaTime(ticks: 33, timescale: 1000)
        #expect(FrameRateChoice(for: track).rate == FrameRate(30))
    }

    @Test("A still has a rate and nothing to report")
    func still() {
        let choice = FrameRateChoice(for: .regular(count: 1))
        #expect(choice.rate == FrameRate(25))
        #expect(choice.measured == nil)
        #expect(choice.finding == nil)
    }

    @Test("Absurd time bases end in rates that tracks can count in", arguments: [Int32.max, 999_999_937, 90_000, 1_000_003])
    func absurd(timescale: Int32) {
        for divisor in [2, 3, 7, 11, 13, 29, 37, 59] as [Int64] {
            let interval = Int64(timescale) / divisor - 1
            let rate = FrameRateChoice(for: .regular(interval: interval, timescale: timescale)).rate
            let exact = Double(timescale) / Double(interval)
            #expect(abs(rate.framesPerSecond - exact) <= 0.02 * exact)
            #expect(rate.timescale <= 1_000_000)
            #expect(rate.frameDuration <= 1_000_000)
        }
    }

    @Test("A change of more than two per cent is found")
    func finding() {
        #expect(FrameRateChoice(for: .regular(interval: 1, timescale: 30)).finding == nil)
        #expect(FrameRateChoice(for: .regular(interval: 1000, timescale: 30_500)).finding == nil)
        #expect(
            FrameRateChoice(for: .regular(interval: 1, timescale: 120)).finding
                == .frameRateChanged(fromMilli: 120_000, toMilli: 60_000))
        #expect(
            FrameRateChoice(for: .regular(interval: 2, timescale: 1)).finding
                == .frameRateChanged(fromMilli: 500, toMilli: 1000))
    }
}
