import Glibc

/// An instant of a catalog's clock, which never goes back: the largest wall clock time that any of its users has shown it.
package struct CatalogTime: Hashable, Comparable, Codable, Sendable {
    /// Since 1970-01-01 UTC.
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// This machine's wall clock.
    package static func wallClock() -> CatalogTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return CatalogTime(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    package init(from decoder: any Decoder) throws { milliseconds = try decoder.singleValueContainer().decode(Int64.self) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }

    package static func < (left: CatalogTime, right: CatalogTime) -> Bool { left.milliseconds < right.milliseconds }

    package static func + (time: CatalogTime, duration: Duration) -> CatalogTime {
        CatalogTime(milliseconds: time.milliseconds + duration.milliseconds)
    }

    package static func - (time: CatalogTime, duration: Duration) -> CatalogTime {
        CatalogTime(milliseconds: time.milliseconds - duration.milliseconds)
    }
}

extension CatalogTime {
    /// As in RFC 3339, in UTC, to the second.
    package var text: String {
        var seconds = time_t(milliseconds / 1000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return
            "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T\(two(parts.tm_hour)):\(two(parts.tm_min)):"
            + "\(two(parts.tm_sec))Z"
    }
}

extension Duration {
    /// Whole ones, rounded down.
    package var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
