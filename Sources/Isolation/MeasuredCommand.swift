import CPlatform
import Glibc
import Threading

/// A command, run to its end with nothing on its input and its standard output thrown away: for benchmarks.
package struct MeasuredCommand: Sendable {
    /// Wall-clock time from start to end.
    package let elapsed: Duration
    /// How it ended, and what it and its children took; of memory, what the largest of them took.
    package let exit: WorkerExit
    /// Greatest sum of resident bytes of it and its descendants, as seen ten times a second; what two share counts twice.
    package let peakMemory: Int

    /// Blocks until the command has ended. Its working folder is `/`.
    ///
    /// - Parameters:
    ///   - executable: a path; it is not searched for.
    ///   - environment: `NAME=value`, all of it.
    ///   - errors: path of a file for its standard error, made anew; nil for this process's own.
    ///   - limit: after which its process group is killed.
    ///   - isCancelled: asked ten times a second; after the first yes the command is told to end.
    package static func run(
        _ executable: String, _ arguments: [String], environment: [String] = ["LANG=C", "PATH=/usr/bin:/bin"],
        errors: String? = nil, limit: Duration? = nil, isCancelled: () -> Bool = { false }
    ) throws(IsolationError) -> MeasuredCommand {
        let nowhere = FileDescriptor(adopting: open("/dev/null", O_RDWR | O_CLOEXEC))
        guard nowhere.rawValue >= 0 else { throw .system(.last("open /dev/null")) }
        let log = FileDescriptor(
            adopting: errors.map { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600) }
                ?? fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3))
        guard log.rawValue >= 0 else { throw .system(.last("open \(errors ?? "standard error")")) }
        let started = ContinuousClock.now
        let pid = try SpawnedWorker.spawn(
            executable, [executable] + arguments, environment,
            [nowhere.rawValue, nowhere.rawValue, log.rawValue, nowhere.rawValue])
        let seen = wait(for: pid, until: limit.map { started + $0 }, isCancelled)
        var result = sluice_exit()
        let failure = sluice_reap(pid, &result)
        guard failure == 0 else { throw .system(SystemError(code: failure, operation: "wait for \(executable)")) }
        let exit = WorkerExit(result)
        return MeasuredCommand(elapsed: ContinuousClock.now - started, exit: exit, peakMemory: max(seen, exit.peakMemory))
    }

    /// Until the command has ended or has been told to. Returns the greatest sum of resident bytes.
    private static func wait(for pid: pid_t, until end: ContinuousClock.Instant?, _ isCancelled: () -> Bool) -> Int {
        let process = FileDescriptor(adopting: sluice_pidfd_open(pid))
        guard process.rawValue >= 0 else { return 0 }
        var event = pollfd(fd: process.rawValue, events: Int16(POLLIN), revents: 0)
        var peak = 0
        while poll(&event, 1, 100) <= 0 {
            peak = max(peak, residentBytes(ofTree: pid))
            // It leads a process group of its own.
            if let end, ContinuousClock.now >= end {
                kill(-pid, SIGKILL)
                return peak
            }
            if isCancelled() {
                kill(pid, SIGTERM)
                return peak
            }
        }
        return peak
    }
}

extension WorkerExit {
    init(_ result: sluice_exit) {
        self.init(
            status: result.signal == 0 ? .exited(code: result.code) : .crashed(signal: result.signal),
            peakMemory: Int(result.peak_memory), cpuTime: .microseconds(result.cpu_microseconds))
    }
}
