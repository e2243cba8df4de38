import CPlatform
import Glibc
import Threading

/// A process just started, with our ends of its pipes.
struct SpawnedWorker: ~Copyable {
    let pid: pid_t
    let control: FileDescriptor
    let events: FileDescriptor
    let log: FileDescriptor

    /// Bytes of the event pipe: room for a burst of samples, so that encoders seldom wait for the packager.
    private static let eventPipeCapacity: Int32 = 1 << 20
    /// All that a worker finds in its environment besides `passedVariables`. Swift's own crash handler stays away: it would start a
    /// program, which the sandbox refuses, and let a signal from outside pass.
    private static let environment = ["LANG=C", "SWIFT_BACKTRACE=enable=no", "TZ=UTC"]
    /// Variables a worker sees: limits on SIMD, ours and the C library's, that show its output does not depend on the processor.
    private static let passedVariables = ["SLUICE_CPU_FLAGS", "SLUICE_FAIL", "GLIBC_TUNABLES"]

    static func start(
        executable: String, arguments: [String], input: WorkerInput
    ) throws(IsolationError) -> SpawnedWorker {
        let control = try Pipe.open()
        let events = try Pipe.open()
        let log = try Pipe.open()
        sluice_widen_pipe(events.reader.rawValue, eventPipeCapacity)
        for end in [control.writer.rawValue, events.reader.rawValue, log.reader.rawValue] {
            guard fcntl(end, F_SETFL, O_NONBLOCK) == 0 else { throw .system(.last("set up a pipe")) }
        }
        let descriptors = [
            input.descriptor.rawValue, events.writer.rawValue, log.writer.rawValue, control.reader.rawValue,
        ]
        let environment =
            environment + passedVariables.compactMap { name in getenv(name).map { "\(name)=\(String(cString: $0))" } }
        let pid = try spawn(executable, [executable] + arguments, environment, descriptors)
        return SpawnedWorker(pid: pid, control: control.writer, events: events.reader, log: log.reader)
    }

    static func spawn(
        _ executable: String, _ arguments: [String], _ environment: [String], _ descriptors: [Int32]
    ) throws(IsolationError) -> pid_t {
        // The child starts in `/`, so a relative path is resolved here.
        guard let resolved = realpath(executable, nil) else {
            throw .notStarted(executable: executable, reason: SystemError.last("find").reason)
        }
        let arguments = arguments.map { strdup($0) } + [nil]
        let environment = environment.map { strdup($0) } + [nil]
        defer {
            for string in arguments + environment { free(string) }
            free(resolved)
        }
        var pid = pid_t()
        let failure = sluice_spawn(&pid, resolved, arguments, environment, descriptors)
        guard failure == 0 else {
            throw .notStarted(executable: executable, reason: SystemError(code: failure, operation: "spawn").reason)
        }
        return pid
    }
}
