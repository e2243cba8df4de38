import MediaCore

/// The bit rates of a run of segments as RFC 8216 §4.1 defines them.
struct BitRate: Hashable, Sendable {
    /// Bits a second.
    let peak: Double
    let average: Double

    /// The largest rate of any contiguous run that lasts 0.5 to 1.5 target durations, the whole where no run does, and all bits over
    /// all time. Nil where no time passes.
    init?(spans: [(byteCount: Int, seconds: Double)], targetDuration: Int) {
        let seconds = spans.reduce(0) { $0 + $1.seconds }
        guard seconds > 0 else { return nil }
        average = spans.reduce(0) { $0 + Double($1.byteCount) * 8 } / seconds
        // A run's length is a sum of rounded numbers: a microsecond either way decides nothing.
        let shortest = 0.5 * Double(targetDuration) - 1e-6
        let longest = 1.5 * Double(targetDuration) + 1e-6
        var peak: Double?
        for first in spans.indices {
            var bits = 0.0
            var length = 0.0
            for span in spans[first...] {
                bits += Double(span.byteCount) * 8
                length += span.seconds
                if length > longest { break }
                if length >= shortest, length > 0 { peak = max(peak ?? 0, bits / length) }
            }
        }
        self.peak = peak ?? average
    }

    /// Whether a declared number is within 10 % of a measured one (Apple HLS Authoring Specification 1.26, 1.27).
    static func isClose(_ declared: Int, to measured: Double) -> Bool {
        abs(Double(declared) - measured) <= 0.1 * measured + 1
    }
}

extension TrackMeasurement {
    /// Of its segment files, container overhead included, init segment not.
    func bitRate(targetDuration: Int) -> BitRate? {
        BitRate(
            spans: segments.map { ($0.byteCount, time($0.duration).seconds) }, targetDuration: targetDuration)
    }
}
