/// What `sluice bench catalog` found.
struct CatalogFigures: Encodable {
    let finished: Int
    let waiting: Int
    let workers: Int
    /// Claimed and completed.
    let jobsPerSecond: Double
    let claim: Percentiles
    let complete: Percentiles
    let status: Percentiles
    let list: Percentiles
    /// Of the file, without its log.
    let bytes: Int64

    var text: String {
        """
        \(finished) finished and \(waiting) waiting jobs, \(bytes / 1_000_000) MB, \(workers) workers
        claimed and completed  \(jobsPerSecond.hundredths) jobs/s
                    p50 ms    p95 ms    p99 ms
        claim     \(claim.text)
        complete  \(complete.text)
        status    \(status.text)
        list      \(list.text)
        """
    }
}

/// Of a latency, in milliseconds.
struct Percentiles: Encodable {
    let p50: Double
    let p95: Double
    let p99: Double

    init(_ times: [Duration]) {
        let sorted = times.map { $0 / .milliseconds(1) }.sorted()
        func at(_ share: Double) -> Double {
            sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
        }
        p50 = at(0.5)
        p95 = at(0.95)
        p99 = at(0.99)
    }

    var text: String { [p50, p95, p99].map { $0.hundredths.rightAligned(10) }.joined() }
}
