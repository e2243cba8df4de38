import Synchronization

/// Says once and for all that work is no longer wanted. Threads look at it between steps; what blocks registers an action.
package final class CancellationFlag: Sendable {
    private struct Actions {
        var next = 0
        var registered: [Int: @Sendable () -> Void] = [:]
    }

    private let flag = Atomic<Bool>(false)
    private let actions = Mutex(Actions())

    package init() {}

    package var isCancelled: Bool { flag.load(ordering: .acquiring) }

    /// Sets the flag and runs the registered actions on the calling thread. Later calls do nothing.
    package func cancel() {
        let due = actions.withLock { actions -> [@Sendable () -> Void] in
            guard !flag.exchange(true, ordering: .acquiringAndReleasing) else { return [] }
            return Array(actions.registered.values)
        }
        for action in due { action() }
    }

    /// Runs `body`; a cancellation meanwhile, or before, runs `action`, which wakes what blocks in `body`.
    /// An action may still be running, on the cancelling thread, when this returns.
    package func withAction<Value, Failure: Error>(
        _ action: @escaping @Sendable () -> Void, _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let key = actions.withLock { actions -> Int? in
            guard !isCancelled else { return nil }
            defer { actions.next += 1 }
            actions.registered[actions.next] = action
            return actions.next
        }
        guard let key else {
            action()
            return try body()
        }
        defer { actions.withLock { $0.registered[key] = nil } }
        return try body()
    }
}
