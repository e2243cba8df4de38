import CPlatform
import Glibc
import Synchronization

/// A named thread for blocking C work, with its outcome. Dropped without `join()`, it runs on by itself.
package final class WorkerThread<Success: Sendable, Failure: Error>: Sendable {
    /// Set until the thread has been joined.
    private let handle: Mutex<pthread_t?>
    private let outcome: Outcome<Success, Failure>

    private init(handle: pthread_t, outcome: Outcome<Success, Failure>) {
        self.handle = Mutex(handle)
        self.outcome = outcome
    }

    /// Starts a thread.
    /// - Parameters:
    ///   - name: as `ps -L` shows it, cut to 15 bytes.
    ///   - stackSize: bytes; x264 and the filter graph want more than the 2 MiB some systems give.
    /// - Throws: where the system has no thread left.
    package static func start(
        named name: String, stackSize: Int = 8 << 20, _ body: @escaping @Sendable () throws(Failure) -> Success
    ) throws(SystemError) -> WorkerThread {
        let outcome = Outcome<Success, Failure>()
        let handle = try startThread(named: name, stackSize: stackSize) {
            do throws(Failure) {
                outcome.result = .success(try body())
            } catch {
                outcome.result = .failure(error)
            }
        }
        return WorkerThread(handle: handle, outcome: outcome)
    }

    deinit {
        handle.withLock { handle in
            if let handle { pthread_detach(handle) }
        }
    }

    /// Waits for the thread to end. May be called again, and by several threads; each gets the same outcome.
    package func join() -> Result<Success, Failure> {
        handle.withLock { handle in
            if let joinable = handle { pthread_join(joinable, nil) }
            handle = nil
        }
        guard let result = outcome.result else { preconditionFailure("a thread that ended left its outcome") }
        return result
    }
}

private final class Outcome<Success: Sendable, Failure: Error>: @unchecked Sendable {
    // Written by the thread alone before it ends, read only after pthread_join, which orders the two.
    var result: Result<Success, Failure>?
}

private final class ThreadBody {
    let name: String
    let run: @Sendable () -> Void

    init(name: String, run: @escaping @Sendable () -> Void) {
        self.name = name
        self.run = run
    }
}

private func startThread(
    named name: String, stackSize: Int, _ run: @escaping @Sendable () -> Void
) throws(SystemError) -> pthread_t {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackSize)
    var handle = pthread_t()
    let body = Unmanaged.passRetained(ThreadBody(name: name, run: run))
    let failure = pthread_create(
        &handle, &attributes,
        { context in
            guard let context else { return nil }
            let body = Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue()
            sluice_set_thread_name(body.name)
            body.run()
            return nil
        }, body.toOpaque())
    guard failure == 0 else {
        body.release()
        throw SystemError(code: failure, operation: "start the thread \(name)")
    }
    return handle
}
