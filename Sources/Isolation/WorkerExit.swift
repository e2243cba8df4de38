/// How a worker process ended and what it took in all.
package struct WorkerExit: Hashable, Sendable {
    package enum Status: Hashable, Sendable {
        case exited(code: Int32)
        case crashed(signal: Int32)
    }

    package var status: Status
    /// Peak resident set in bytes, or the parent's at the start where that was larger: Linux carries the mark over `exec`.
    /// `TaskStatistics.peakMemory`, which the worker reads of itself, has no such floor.
    package var peakMemory: Int
    /// User and system time.
    package var cpuTime: Duration
}

/// How long a parent waits, and how large it lets a worker grow.
package struct WorkerLimits: Hashable, Sendable {
    /// For the next whole event, or for a command to be taken.
    package var stall: Duration
    /// Resident bytes of the process, looked at every `memoryInterval`.
    package var memory: Int
    /// Between the polite order to end and the kill.
    package var grace: Duration

    static let memoryInterval = Duration.milliseconds(200)

    package init(stall: Duration = .seconds(120), memory: Int = .max, grace: Duration = .seconds(1)) {
        self.stall = stall
        self.memory = memory
        self.grace = grace
    }
}
