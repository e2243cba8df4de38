/// Bytes that a player fetches to show a span of time, in ticks.
package struct MeasuredSpan: Hashable, Sendable {
    package var byteCount: Int
    package var duration: Int64

    package init(byteCount: Int, duration: Int64) {
        self.byteCount = byteCount
        self.duration = duration
    }
}

/// Successive spans of a track, which its bit rates are measured over.
package struct MeasuredSpans: Sendable {
    package var spans: [MeasuredSpan]
    /// Ticks a second.
    package var timescale: Int32

    package init(_ spans: [MeasuredSpan], timescale: Int32) {
        self.spans = spans
        self.timescale = timescale
    }

    /// All bits over all time, in bits a second rounded up: EXT-X-STREAM-INF's AVERAGE-BANDWIDTH. Zero when no time passes.
    package var averageBitRate: Int {
        bitRate(bytes: spans.reduce(0) { $0 + $1.byteCount }, ticks: spans.reduce(0) { $0 + $1.duration })
    }

    /// The peak segment bit rate of RFC 8216 §4.1, in bits a second rounded up: the largest rate of any contiguous run
    /// that lasts 0.5 to 1.5 target durations. The average where no run does.
    ///
    /// - Parameter targetDuration: seconds, as EXT-X-TARGETDURATION says.
    package func peakBitRate(targetDuration: Int) -> Int {
        let target = Int64(targetDuration) * Int64(timescale)
        var peak: Int?
        for first in spans.indices {
            var bytes = 0
            var ticks: Int64 = 0
            for span in spans[first...] {
                bytes += span.byteCount
                ticks += span.duration
                if 2 * ticks > 3 * target { break }
                if 2 * ticks >= target { peak = max(peak ?? 0, bitRate(bytes: bytes, ticks: ticks)) }
            }
        }
        return peak ?? averageBitRate
    }

    private func bitRate(bytes: Int, ticks: Int64) -> Int {
        guard ticks > 0 else { return 0 }
        let bits = Int128(bytes) * 8 * Int128(timescale)
        return Int(clamping: (bits + Int128(ticks) - 1) / Int128(ticks))
    }
}
