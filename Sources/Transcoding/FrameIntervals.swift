/// Counts the intervals between presentation times that arrive in decoding order. Its memory is bounded: a reorder window and
/// one counter for each distinct interval, of which there are at most 65 536.
struct FrameIntervals {
    /// Presentation times whose successors may still come, ascending.
    private var window: [Int64] = []
    private var previous: Int64?
    private var counters: [Int64: Int] = [:]

    /// More frames than any codec reorders.
    private static let windowSize = 32
    private static let maximumDistinct = 65_536

    mutating func note(_ time: Int64) {
        let place = window.firstIndex { $0 > time } ?? window.endIndex
        window.insert(time, at: place)
        if window.count > Self.windowSize { settle(window.removeFirst()) }
    }

    /// What follows has nothing to do with what has come.
    mutating func settle() {
        for time in window { settle(time) }
        (window, previous) = ([], nil)
    }

    /// Of all times so far.
    var counts: IntervalCounts {
        var copy = self
        copy.settle()
        return IntervalCounts(copy.counters)
    }

    private mutating func settle(_ time: Int64) {
        defer { previous = time }
        guard let previous, time > previous else { return }
        let interval = time &- previous
        if counters.count < Self.maximumDistinct || counters[interval] != nil { counters[interval, default: 0] += 1 }
    }
}

/// How often each interval between frames occurs.
struct IntervalCounts {
    /// The shortest first.
    private let counts: [(interval: Int64, count: Int)]
    private let total: Int

    init(_ counters: [Int64: Int]) {
        counts = counters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        total = counters.values.reduce(0, +)
    }

    /// Zero where there are no two different times.
    var median: Int64 { quantile(1, of: 2) }

    /// The interval that `part` in `parts` do not exceed; zero where there is none.
    func quantile(_ part: Int, of parts: Int) -> Int64 {
        var seen = 0
        for (interval, count) in counts {
            seen += count
            if parts * seen >= part * total { return interval }
        }
        return 0
    }

    /// How many intervals are longer than `least` and no longer than `most`, and how long they last in all.
    func sum(over least: Int64, upTo most: Int64) -> (count: Int, sum: Int64) {
        counts.reduce(into: (count: 0, sum: 0)) { result, entry in
            guard entry.interval > least, entry.interval <= most else { return }
            result.count += entry.count
            let (product, overflows) = entry.interval.multipliedReportingOverflow(by: Int64(entry.count))
            result.sum = overflows || result.sum > .max - product ? .max : result.sum + product
        }
    }
}
