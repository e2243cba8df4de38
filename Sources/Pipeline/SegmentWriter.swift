import Packaging
import Threading

/// Stores a task's finished segments on a thread of its own, so that whoever has more to package does not wait for the disk. One
/// thread puts.
final class SegmentWriter: Sendable {
    private let queue = BoundedQueue<PackagedSegment>(capacity: 1)
    private let thread: WorkerThread<Void, any Error>

    init(_ workspace: AssetWorkspace) throws {
        let queue = queue
        thread = try WorkerThread.start(named: "segments") {
            // After a failure, which the next put tells.
            defer { queue.cancel() }
            while let segment = queue.blockingPop() {
                try workspace.put(segment)
                try Failpoint.pass(.segment)
            }
        }
    }

    /// What is not yet written is dropped; nothing is being written any more.
    deinit {
        queue.cancel()
        _ = thread.join()
    }

    /// Hands over a segment, and waits while two earlier ones are on their way.
    /// - Throws: what failed of an earlier one.
    func put(_ segment: PackagedSegment) throws {
        if !queue.blockingPush(segment) { try finish() }
    }

    /// Returns when all are stored.
    func finish() throws {
        queue.finish()
        try thread.join().get()
    }
}
