import Catalog
import Logging

/// What a scheduler may take, and when.
package struct SchedulerOptions: Sendable {
    package var timing = Timing()
    /// Jobs of each pool at once.
    package var slots: [JobKind.Pool: Int]
    /// Bytes that all workers together may grow to; a job that needs more runs alone.
    package var memory = Int.max
    /// Others may work on the same catalog: leases are kept, failures tried again, and it is looked at now and then. Else the first
    /// failure ends everything.
    package var isShared = true
    /// Whether the disk has room for more work; blocks. While it has not, no job is claimed.
    package var hasRoom: (@Sendable () -> Bool)?
    package var diskCheckInterval = Duration.seconds(10)
    /// Between two looks at the catalog where nothing else wakes the scheduler.
    package var poll = Duration.seconds(1)
    /// For how long an asset without jobs keeps its idle workers.
    package var linger = Duration.seconds(2)

    /// Told of every job's end; by default nobody is.
    package var logger = Logger(label: "sluice") { _ in SwiftLogNoOpLogHandler() }

    package init(slots: [JobKind.Pool: Int]) { self.slots = slots }
}
