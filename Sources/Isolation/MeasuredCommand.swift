import CPlatform
import Glibc
import Threading

/// A command of somebody else's, run to its end with nothing on its input and its standard output thrown away: for benchmarks.
package struct MeasuredCommand: Sendable {
    /// Wall-clock time from start to end.
    package let elapsed: Duration
    /// How it ended, and what it and its children took.
    package let exit: WorkerExit

    /// Blocks until the command has ended. Its working folder is `/`.
    ///
    /// - Parameters:
    ///   - executable: a path; it is not searched for.
    ///   - environment: `NAME=value`, all of it.
    package static func run(
        _ executable: String, _ arguments: [String], environment: [String] = ["LANG=C", "PATH=/usr/bin:/bin"]
    ) throws(IsolationError) -> MeasuredCommand {
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        guard null >= 0 else { throw .system(.last("open /dev/null")) }
        let nowhere = FileDescriptor(adopting: null)
        let started = ContinuousClock.now
        let pid = try SpawnedWorker.spawn(
            executable, [executable] + arguments, environment,
            [nowhere.rawValue, nowhere.rawValue, STDERR_FILENO, nowhere.rawValue])
        var result = sluice_exit()
        let failure = sluice_reap(pid, &result)
        guard failure == 0 else { throw .system(SystemError(code: failure, operation: "wait for \(executable)")) }
        return MeasuredCommand(elapsed: ContinuousClock.now - started, exit: WorkerExit(result))
    }
}

extension WorkerExit {
    init(_ result: sluice_exit) {
        self.init(
            status: result.signal == 0 ? .exited(code: result.code) : .crashed(signal: result.signal),
            peakMemory: Int(result.peak_memory), cpuTime: .microseconds(result.cpu_microseconds))
    }
}
