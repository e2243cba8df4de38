/// The one bridge from async code to blocking work: runs `body` on a thread of its own and suspends until it is done.
/// Cancelling the task cancels `cancellation`, which `body` watches; the call still returns only when `body` has.
/// - Parameter name: of the thread, as `ps -L` shows it, cut to 15 bytes.
/// - Throws: what `body` throws, or `SystemError` where the system has no thread left.
package func blockingCall<Value: Sendable>(
    named name: String, cancellation: CancellationFlag = CancellationFlag(), _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
    let result: Result<Value, any Error> = await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
            do throws(SystemError) {
                _ = try WorkerThread<Void, Never>.start(named: name) { () throws(Never) in
                    continuation.resume(returning: Result(catching: body))
                }
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
    } onCancel: {
        cancellation.cancel()
    }
    return try result.get()
}
