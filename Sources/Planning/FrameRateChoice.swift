import MediaCore

/// The constant rate of the output and what was measured.
package struct FrameRateChoice: Hashable, Sendable {
    package let rate: FrameRate
    /// Frames a second of the source; absent for a source of a single frame.
    package let measured: Double?
    /// Frames a second of a source whose rate varies, mostly; absent where it does not.
    private let variation: ClosedRange<Double>?

    /// Rates that cameras and broadcasters mean when the measured one is near.
    private static let common = [
        FrameRate(24000, 1001), FrameRate(24), FrameRate(25), FrameRate(30000, 1001), FrameRate(30), FrameRate(50),
        FrameRate(60000, 1001), FrameRate(60),
    ]

    /// For pictures that never change; anything would do.
    private static let still = FrameRate(25)

    /// How far a measured rate may be from one of `common`, and a decision from the source without a finding.
    private static let tolerance = 0.02

    /// No interlaced format has as many frames a second: what was counted are fields, each in a packet of its own (H.264 and MPEG-2 in
    /// transport streams).
    private static let fieldsFrom = 40.0

    /// Takes the nearest common rate within 2 %, else the measured one between 1 and 60 frames a second; above that its half,
    /// third or quarter. Of an interlaced source it is the rate of frames, not of fields. A source may claim anything, so the result is
    /// always a rate that tracks can count in.
    package init(for track: SourceVideoTrack) {
        guard let interval = MeasuredInterval(of: track) else {
            self.rate = Self.still
            self.measured = nil
            self.variation = nil
            return
        }
        // Packets of a frame.
        let packets = track.isInterlaced && interval.framesPerSecond > Self.fieldsFrom ? 2 : 1
        let measured = interval.framesPerSecond / Double(packets)
        self.measured = measured
        variation = track.unevenPace.flatMap { pace in
            let (short, long) = (pace.short.seconds, pace.long.seconds)
            return short > 0 && short < long ? (1 / long)...(1 / short) : nil
        }
        let divisor = (1...4).first { measured / Double($0) <= 60 * (1 + Self.tolerance) } ?? 4
        let target = measured / Double(divisor)
        if target < 1 {
            self.rate = FrameRate(1)
        } else if target > 60 * (1 + Self.tolerance) {
            self.rate = FrameRate(60)
        } else {
            self.rate = Self.nearestCommon(to: target) ?? interval.exactRate(dividedBy: Int64(divisor * packets))
        }
    }

    package var finding: Finding? {
        let chosen = Self.thousandths(rate.framesPerSecond)
        if let variation {
            return .frameRateMadeConstant(
                lowestMilli: Self.thousandths(variation.lowerBound), highestMilli: Self.thousandths(variation.upperBound),
                toMilli: chosen)
        }
        guard let measured, abs(rate.framesPerSecond - measured) > Self.tolerance * measured else { return nil }
        return .frameRateChanged(fromMilli: Self.thousandths(measured), toMilli: chosen)
    }

    private static func thousandths(_ value: Double) -> Int { Int((min(value, 1e12) * 1000).rounded()) }

    private static func nearestCommon(to value: Double) -> FrameRate? {
        common
            .filter { abs(value - $0.framesPerSecond) <= tolerance * $0.framesPerSecond }
            .min { abs(value - $0.framesPerSecond) < abs(value - $1.framesPerSecond) }
    }
}

/// The interval between frames as well as the source's time base tells it.
///
/// The median alone is blind where the time base is coarse: in Matroska's milliseconds 24 and 23.976 frames a second both show
/// a median of 42, and 29.97 and 30 one of 33. There the mean tells them apart, so it replaces the median as long as rounding
/// to whole ticks explains the difference; where it does not (dropped frames, variable rates), the median stands.
struct MeasuredInterval {
    /// Frames over seconds.
    private let rate: Fraction
    /// Whether `rate` is a mean, and so known only about as well as the clip is long.
    private let isMean: Bool

    /// Absent where no two frames tell an interval.
    init?(of track: SourceVideoTrack) {
        let median = track.medianInterval
        guard median.ticks > 0 else { return nil }
        let timescale = Int64(median.timescale)
        let span = (track.end - track.start).ticks(timescale: median.timescale)
        if let mean = Self.mean(frames: track.frameCount, span: span, median: median.ticks) {
            rate = Fraction(mean.numerator * timescale, mean.denominator)
            isMean = true
        } else {
            rate = Fraction(timescale, median.ticks)
            isMean = false
        }
    }

    var framesPerSecond: Double { rate.value }

    /// `framesPerSecond` / `divisor`, between 1 and about 60, in numbers that a track's timescale can hold.
    func exactRate(dividedBy divisor: Int64) -> FrameRate {
        let common = Int64(greatestCommonDivisor(UInt64(rate.numerator), UInt64(rate.denominator) * UInt64(divisor)))
        let exact = Fraction(rate.numerator / common, rate.denominator * divisor / common)
        let chosen =
            !isMean && exact.denominator <= 10_000
            ? exact : Fraction.simplest(near: rate.value / Double(divisor), tolerance: isMean ? 0.000_5 : 0.000_01)
        return FrameRate(Int32(clamping: chosen.numerator), Int32(clamping: chosen.denominator))
    }

    /// Frames over ticks, where the median is so few ticks that rounding hides the rate.
    private static func mean(frames: Int, span: Int64, median: Int64) -> Fraction? {
        guard median < 1000, frames > 2, frames < Int32.max, span > 0, span < 1 << 46 else { return nil }
        let difference = abs(span - Int64(frames) * median)
        return difference > 0 && 2 * difference <= Int64(frames) ? Fraction(Int64(frames), span) : nil
    }
}
