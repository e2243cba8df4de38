import MediaCore
import Testing

@Suite struct FrameRateTests {
    @Test("Lowest terms, and equal by value")
    func lowestTerms() {
        #expect(FrameRate(60, 2) == FrameRate(30))
        #expect(Set([FrameRate(50, 2), FrameRate(25), FrameRate(25000, 1000)]).count == 1)
        #expect(FrameRate(30000, 1001).description == "30000/1001")
        #expect(FrameRate(25).description == "25")
    }

    @Test(
        "Timescales hold whole frames and tell halves apart",
        arguments: [
            (30000, 1001, 30000, 1001), (24000, 1001, 24000, 1001), (25, 1, 10000, 400), (24, 1, 10008, 417), (60, 1, 10020, 167),
            (1, 1, 10000, 10000), (25, 2, 10000, 800), (359, 12, 10052, 336),
        ] as [(Int32, Int32, Int32, Int32)])
    func timescales(numerator: Int32, denominator: Int32, timescale: Int32, duration: Int32) {
        let rate = FrameRate(numerator, denominator)
        #expect(rate.timescale == timescale)
        #expect(rate.frameDuration == duration)
        #expect(Int64(rate.frameDuration) * Int64(numerator) == Int64(rate.timescale) * Int64(denominator))
        #expect(rate.time(ofFrame: 1_000_000) == MediaTime(ticks: 1_000_000 * Int64(denominator), timescale: numerator))
    }

    @Test("Frames in a duration, to the nearest")
    func frameCount() {
        let rate = FrameRate(30000, 1001)
        for count in [0, 1, 2, 299, 300, 1_294_705] { #expect(rate.frameCount(in: rate.time(ofFrame: count)) == count) }
        #expect(FrameRate(25).frameCount(in: MediaTime(ticks: 59, timescale: 1000)) == 1)
        #expect(FrameRate(25).frameCount(in: MediaTime(ticks: 60, timescale: 1000)) == 2)
        #expect(FrameRate(25).frameCount(in: MediaTime(ticks: 19, timescale: 1000)) == 0)
    }

    @Test("Frame ranges are half open")
    func ranges() {
        let range = FrameRange(3, 5)
        #expect(range.count == 2 && !range.isEmpty && FrameRange(3, 3).isEmpty)
        #expect(!range.contains(2) && range.contains(3) && range.contains(4) && !range.contains(5))
    }
}

@Suite struct OrientationTests {
    @Test("Turns wrap around and odd ones swap the sides")
    func turns() {
        #expect(Orientation(quarterTurns: 5) == Orientation(quarterTurns: 1))
        #expect(Orientation(quarterTurns: -1) == Orientation(quarterTurns: 3))
        #expect(Orientation(isMirrored: true) != Orientation.upright)
        let size = Resolution(width: 1920, height: 1080)
        for turns in 0...3 {
            let expected = turns % 2 == 0 ? "1920x1080" : "1080x1920"
            #expect(Orientation(quarterTurns: turns).applied(to: size).description == expected)
        }
    }

    @Test("Sides and shape")
    func resolution() {
        let size = Resolution(width: 1080, height: 1920)
        #expect(size.shortSide == 1080 && size.longSide == 1920 && size.isPortrait && size.pixelCount == 2_073_600)
        #expect(!Resolution(width: 10, height: 10).isPortrait)
    }
}
