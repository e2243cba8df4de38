import MediaCore

/// A count of seconds as text writes it: `4.004000`, exact to the nanosecond.
struct DecimalSeconds: Hashable, Sendable {
    let time: MediaTime
    /// Digits after the point.
    let decimals: Int

    static let timescale: Int32 = 1_000_000_000

    /// A decimal-floating-point of RFC 8216 §4.2 without sign; nil for anything else. Digits past the ninth are dropped.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = Self.digits(parts[0]) else { return nil }
        var fraction: Int64 = 0
        var decimals = 0
        if parts.count == 2 {
            decimals = parts[1].utf8.count
            guard let value = Self.digits(parts[1].prefix(9)), Self.digits(parts[1].suffix(1)) != nil,
                parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) })
            else { return nil }
            fraction = value
            for _ in 0..<max(0, 9 - decimals) { fraction *= 10 }
        }
        let (scaled, overflow) = whole.multipliedReportingOverflow(by: Int64(Self.timescale))
        let (ticks, carried) = scaled.addingReportingOverflow(fraction)
        guard !overflow, !carried else { return nil }
        self.time = MediaTime(ticks: ticks, timescale: Self.timescale)
        self.decimals = decimals
    }

    private static func digits(_ text: some StringProtocol) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text)
    }
}

extension MediaTime {
    /// The span between two points, whichever comes first.
    func distance(to other: MediaTime) -> MediaTime { self < other ? other - self : self - other }
}
