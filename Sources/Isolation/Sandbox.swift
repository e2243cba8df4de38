import CPlatform
import Glibc
import Threading

/// What closes a worker process in, and whether this kernel has it.
package struct Sandbox: Hashable, Codable, Sendable {
    package enum Mechanism: String, Codable, CaseIterable, Sendable {
        case noNewPrivileges = "no new privileges"
        case limits = "resource limits"
        case namespaces = "user and network namespaces"
        case capabilities = "no capabilities"
        case landlock = "Landlock"
        case seccomp = "seccomp"
    }

    /// What the libraries look up after the start, to know the processors and their own process. Nothing else can be opened; the
    /// input is an open descriptor, and nothing at all can be written.
    package static let readablePaths = [
        "/proc/cpuinfo", "/proc/meminfo", "/proc/self", "/sys/devices/system/cpu", "/sys/devices/system/node",
    ]

    /// What the kernel refused, each with its reason in words.
    package let missing: [Mechanism: String]

    package init(missing: [Mechanism: String] = [:]) { self.missing = missing }

    /// One sentence where something is missing.
    package var warning: String? {
        if missing.isEmpty { return nil }
        let list = Mechanism.allCases.compactMap { mechanism in missing[mechanism].map { "\(mechanism.rawValue) (\($0))" } }
        return "Workers run with a weaker sandbox, as this kernel refuses \(list.joined(separator: ", "))."
    }

    /// Closes this process in, for good. To be called before a second thread exists, on the main thread.
    package static func enter() -> Sandbox {
        let paths = readablePaths.map { strdup($0) }
        defer { for path in paths { free(path) } }
        let result = (paths.map { UnsafePointer($0) } + [nil]).withUnsafeBufferPointer { sluice_enter_sandbox($0.baseAddress) }
        var missing: [Mechanism: String] = [:]
        for mechanism in Mechanism.allCases {
            let code = mechanism.failure(in: result)
            if code != 0 { missing[mechanism] = SystemError(code: code, operation: "sandbox").reason }
        }
        return Sandbox(missing: missing)
    }

    /// What a worker on this machine closes itself in with.
    ///
    /// - Parameter executable: path of the `sluice` that serves as worker; of the same version.
    package static func ofWorker(executable: String, version: String) throws(IsolationError) -> Sandbox {
        let (worker, sandbox) = try startWorker(executable: executable, version: version)
        _ = worker.finish()
        return sandbox
    }

    /// A worker without an upload. Any file will do as its input: it is opened and not read.
    static func startWorker(
        executable: String, version: String
    ) throws(IsolationError) -> (worker: WorkerProcess, sandbox: Sandbox) {
        let worker = try WorkerProcess.start(executable: executable, input: try WorkerInput.open("/etc/passwd"))
        return (worker, try worker.handshake(version: version))
    }

    /// Has this process killed once it has used so much processor time in all. A later call replaces an earlier one.
    package static func limitProcessorTime(seconds: Int) { sluice_limit_cpu(seconds) }
}

extension Sandbox.Mechanism {
    fileprivate func failure(in result: sluice_sandbox) -> Int32 {
        switch self {
        case .noNewPrivileges: result.no_new_privileges
        case .limits: result.limits
        case .namespaces: result.namespaces
        case .capabilities: result.capabilities
        case .landlock: result.landlock
        case .seccomp: result.seccomp
        }
    }
}
