/// A point or a span on a timeline: `ticks` of 1/`timescale` seconds, exact.
package struct MediaTime: Hashable, Codable, Sendable {
    /// Count of ticks; negative before the timeline's zero.
    package var ticks: Int64
    /// Ticks a second, above zero.
    package var timescale: Int32

    package init(ticks: Int64, timescale: Int32) {
        precondition(timescale > 0, "a timescale counts ticks a second")
        self.ticks = ticks
        self.timescale = timescale
    }

    /// - Throws: where the timescale is not above zero; times cross process borders, so they are checked here.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        ticks = try container.decode(Int64.self, forKey: .ticks)
        timescale = try container.decode(Int32.self, forKey: .timescale)
        guard timescale > 0 else {
            throw DecodingError.dataCorruptedError(
                forKey: .timescale, in: container, debugDescription: "a timescale counts ticks a second")
        }
    }

    package static let zero = MediaTime(ticks: 0, timescale: 1)

    /// The same time in ticks of another scale, rounded to nearest (halves away from zero), saturated at Int64's ends.
    package func ticks(timescale target: Int32) -> Int64 {
        if target == timescale { return ticks }
        let product = ticks.multipliedFullWidth(by: Int64(target))
        let negative = product.high < 0
        let scale = UInt64(timescale)
        // Divide the magnitude, so that rounding is symmetric about zero.
        var magnitudeLow = product.low
        var magnitudeHigh = UInt64(bitPattern: product.high)
        if negative {
            magnitudeLow = ~magnitudeLow &+ 1
            magnitudeHigh = ~magnitudeHigh &+ (magnitudeLow == 0 ? 1 : 0)
        }
        guard magnitudeHigh < scale else { return negative ? .min : .max }
        let (quotient, remainder) = scale.dividingFullWidth((magnitudeHigh, magnitudeLow))
        let rounded = quotient &+ (remainder >= scale - remainder ? 1 : 0)
        guard rounded <= UInt64(Int64.max) else { return negative ? .min : .max }
        return negative ? -Int64(rounded) : Int64(rounded)
    }

    package func converted(to timescale: Int32) -> MediaTime {
        MediaTime(ticks: ticks(timescale: timescale), timescale: timescale)
    }

    /// Seconds as a `Double`: for printed text and estimates, never for arithmetic on the timeline.
    package var seconds: Double { Double(ticks) / Double(timescale) }

    /// Exact where both share a scale; else in the finer of the two scales.
    package static func + (a: MediaTime, b: MediaTime) -> MediaTime {
        let scale = max(a.timescale, b.timescale)
        return MediaTime(ticks: a.ticks(timescale: scale) &+ b.ticks(timescale: scale), timescale: scale)
    }

    package static func - (a: MediaTime, b: MediaTime) -> MediaTime {
        let scale = max(a.timescale, b.timescale)
        return MediaTime(ticks: a.ticks(timescale: scale) &- b.ticks(timescale: scale), timescale: scale)
    }
}

extension MediaTime: Comparable {
    package static func < (a: MediaTime, b: MediaTime) -> Bool {
        let left = a.ticks.multipliedFullWidth(by: Int64(b.timescale))
        let right = b.ticks.multipliedFullWidth(by: Int64(a.timescale))
        return left.high != right.high ? left.high < right.high : left.low < right.low
    }

    /// By value: 1/2 s equals 2/4 s.
    package static func == (a: MediaTime, b: MediaTime) -> Bool {
        a.ticks.multipliedFullWidth(by: Int64(b.timescale)) == b.ticks.multipliedFullWidth(by: Int64(a.timescale))
    }

    package func hash(into hasher: inout Hasher) {
        let divisor = greatestCommonDivisor(ticks.magnitude, UInt64(timescale))
        hasher.combine(ticks / Int64(divisor))
        hasher.combine(timescale / Int32(divisor))
    }
}

extension MediaTime: CustomStringConvertible {
    package var description: String { "\(ticks)/\(timescale)" }
}

/// Of two magnitudes, not both zero.
package func greatestCommonDivisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
}
