/// Median of the intervals between presentation times that arrive in decoding order. Its memory is bounded: a reorder window and
/// one counter for each distinct interval, of which there are at most 65 536.
struct IntervalMedian {
    /// Presentation times whose successors may still come, ascending.
    private var window: [Int64] = []
    private var previous: Int64?
    private var counts: [Int64: Int] = [:]

    /// More frames than any codec reorders.
    private static let windowSize = 32
    private static let maximumDistinct = 65_536

    mutating func note(_ time: Int64) {
        let place = window.firstIndex { $0 > time } ?? window.endIndex
        window.insert(time, at: place)
        if window.count > Self.windowSize { settle(window.removeFirst()) }
    }

    /// Zero where there are no two different times.
    var median: Int64 {
        var copy = self
        for time in window { copy.settle(time) }
        let total = copy.counts.values.reduce(0, +)
        var seen = 0
        for (interval, count) in copy.counts.sorted(by: { $0.key < $1.key }) {
            seen += count
            if 2 * seen >= total { return interval }
        }
        return 0
    }

    private mutating func settle(_ time: Int64) {
        defer { previous = time }
        guard let previous, time > previous else { return }
        let interval = time &- previous
        if counts.count < Self.maximumDistinct || counts[interval] != nil { counts[interval, default: 0] += 1 }
    }
}
