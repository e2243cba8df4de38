import CPlatform
import Glibc
import MediaCore
import Threading

/// Something no worker may do, and what came of trying it in one.
package struct SandboxAttempt: Hashable, Codable, Sendable {
    /// What was tried, as a verb and its object.
    package let name: String
    /// The kernel's reason in words; nil where it let it happen.
    package let refusal: String?

    package init(name: String, refusal: String?) {
        self.name = name
        self.refusal = refusal
    }

    /// Tries all of them in this process.
    package static func performAll() -> [SandboxAttempt] {
        (0..<sluice_attempt_count).map { index in
            var name: UnsafePointer<CChar>?
            let code = sluice_attempt(index, &name)
            // Another error means that nobody was in the way: no server listens, no such process.
            let isRefused = code == EPERM || code == EACCES || code == ENOSYS
            return SandboxAttempt(
                name: name.map { String(cString: $0) } ?? "",
                refusal: isRefused ? SystemError(code: code, operation: "try").reason : nil)
        }
    }

    /// Starts a worker and has it try all of them.
    ///
    /// - Parameter executable: path of the `sluice` that serves as worker; of the same version.
    /// - Returns: the worker's sandbox, and its attempts.
    package static func runAll(
        executable: String, version: String
    ) throws(IsolationError) -> (sandbox: Sandbox, attempts: [SandboxAttempt]) {
        let (worker, sandbox) = try Sandbox.startWorker(executable: executable, version: version)
        defer { _ = worker.finish() }
        try worker.send(.task(.attempts))
        var attempts: [SandboxAttempt] = []
        while let event = try worker.nextEvent() {
            switch event {
            case .attempt(let attempt): attempts.append(attempt)
            case .taskFinished: return (sandbox, attempts)
            default: throw .protocolViolation("something else than attempts from the worker")
            }
        }
        throw .disconnected
    }
}
