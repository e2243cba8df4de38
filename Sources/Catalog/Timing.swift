/// Every duration of leases, retries and ageing, in one place, so that tests run them all faster in proportion.
package struct Timing: Hashable, Sendable {
    /// How long a claim holds without being renewed.
    package var lease = Duration.seconds(60)
    package var renewal = Duration.seconds(15)
    /// A worker that could not renew for so long ends its children, well before the lease does.
    package var selfFence = Duration.seconds(40)
    /// Retry `n` waits a random share of `retryBase` × 2ⁿ, at most of `retryCap`.
    package var retryBase = Duration.seconds(10)
    package var retryCap = Duration.seconds(900)
    /// Crashes further apart are not counted together.
    package var crashWindow = Duration.seconds(72 * 3600)
    /// One step of priority weighs as much as waiting for so long.
    package var ageing = Duration.seconds(600)
    /// A worker process that says nothing for so long hangs and is ended.
    package var stall = Duration.seconds(120)
    /// A file whose container says that its end is missing may still grow for so long.
    package var patience = Duration.seconds(600)
    /// Each chunk of a video counts as having come so much later than the one before it: short videos slip in between.
    package var chunkSpread = Duration.seconds(10)

    package init() {}

    /// Everything `divisor` times faster.
    package func scaled(by divisor: Int) -> Timing {
        var copy = self
        for path in [
            \Timing.lease, \.renewal, \.selfFence, \.retryBase, \.retryCap, \.crashWindow, \.ageing, \.stall, \.patience,
            \.chunkSpread,
        ] {
            copy[keyPath: path] = copy[keyPath: path] / divisor
        }
        return copy
    }
}
