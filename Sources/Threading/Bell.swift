import Synchronization

/// Wakes one async waiter, whether it rings before or during the wait. Any thread rings.
package final class Bell: Sendable {
    private struct State {
        var isRung = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    package init() {}

    package func ring() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            state.isRung = state.waiter == nil
            return state.waiter
        }
        waiter?.resume()
    }

    /// Returns at the next ring, or at once if it has rung since the last wait. One waiter at a time.
    ///
    /// - Parameter patience: after which it returns in any case; nil for however long it takes.
    package func wait(atMost patience: Duration?) async {
        let alarm = patience.map { patience in
            Task { if (try? await Task.sleep(for: patience)) != nil { ring() } }
        }
        defer { alarm?.cancel() }
        await withCheckedContinuation { continuation in
            let isRung = state.withLock { state in
                defer { state.isRung = false }
                if !state.isRung { state.waiter = continuation }
                return state.isRung
            }
            if isRung { continuation.resume() }
        }
    }
}
