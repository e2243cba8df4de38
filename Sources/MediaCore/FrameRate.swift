/// Frames a second as an exact fraction in lowest terms, above zero.
package struct FrameRate: Hashable, Codable, Sendable {
    package let numerator: Int32
    package let denominator: Int32

    package init(_ numerator: Int32, _ denominator: Int32 = 1) {
        precondition(numerator > 0 && denominator > 0, "a frame rate is above zero")
        let divisor = Int32(greatestCommonDivisor(UInt64(numerator), UInt64(denominator)))
        self.numerator = numerator / divisor
        self.denominator = denominator / divisor
    }

    /// Ticks a second of a track at this rate: whole ticks a frame, and at least 10 000 so that half frames can be told apart.
    package var timescale: Int32 { numerator * scale }

    /// Ticks of `timescale` that one frame lasts.
    package var frameDuration: Int32 { denominator * scale }

    /// Presentation time of frame `index` of a timeline that starts at zero.
    package func time(ofFrame index: Int) -> MediaTime {
        MediaTime(ticks: Int64(index) * Int64(frameDuration), timescale: timescale)
    }

    /// Frames in `duration`, to the nearest.
    package func frameCount(in duration: MediaTime) -> Int {
        let ticks = duration.ticks(timescale: timescale)
        return Int((ticks + Int64(frameDuration) / 2) / Int64(frameDuration))
    }

    /// For estimates and text.
    package var framesPerSecond: Double { Double(numerator) / Double(denominator) }

    private var scale: Int32 { max(1, (10_000 + numerator - 1) / numerator) }
}

extension FrameRate: CustomStringConvertible {
    package var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }
}

/// A half-open run of output frames, numbered from zero at the asset's start.
package struct FrameRange: Hashable, Codable, Sendable {
    package var start: Int
    package var end: Int

    package init(_ start: Int, _ end: Int) {
        precondition(start <= end, "a frame range does not run backwards")
        self.start = start
        self.end = end
    }

    package var count: Int { end - start }
    package var isEmpty: Bool { start == end }
    package func contains(_ frame: Int) -> Bool { frame >= start && frame < end }
}
