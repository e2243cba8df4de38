import Foundation

/// A program, run to its end or to the end of its time; its output goes through files, so that no full pipe holds it up.
struct Tool: Sendable {
    /// A path, or a name to be found along PATH.
    let executable: String

    static let ffmpeg = Tool(executable: "ffmpeg")
    static let ffprobe = Tool(executable: "ffprobe")
    static let sluice = Tool(executable: Workspace.builtProducts.appending(path: "sluice").path)

    /// Runs and waits. Past `seconds` the whole process group is killed and the status is 124.
    func run(
        _ arguments: [String], within seconds: Int = 120, environment: [String: String] = [:], directory: URL? = nil
    ) async throws -> ToolResult {
        try await start(arguments, within: seconds, environment: environment, directory: directory).result()
    }

    /// Starts it as the leader of its own process group, as a shell does.
    func start(
        _ arguments: [String], within seconds: Int = 120, environment: [String: String] = [:], directory: URL? = nil
    ) throws -> RunningTool {
        let scratch = try Workspace.scratch("output")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments = ["--kill-after=5", String(seconds), executable] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        process.currentDirectoryURL = directory ?? Workspace.root
        process.standardInput = FileHandle.nullDevice
        let output = scratch.appending(path: "stdout")
        let errors = scratch.appending(path: "stderr")
        for file in [output, errors] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        let (statuses, continuation) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { ended in
            continuation.yield(ended.terminationStatus + (ended.terminationReason == .uncaughtSignal ? 128 : 0))
            continuation.finish()
        }
        try Self.withAllSignalsOpen { try process.run() }
        return RunningTool(
            command: ([executable] + arguments).joined(separator: " "), group: process.processIdentifier, output: output,
            errors: errors, statuses: statuses)
    }

    /// A child inherits the signal mask of the thread that starts it, and the threads that tests run on block all signals.
    private static func withAllSignalsOpen(_ body: () throws -> Void) rethrows {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try body()
    }
}

/// A program that has been started.
struct RunningTool: Sendable {
    let command: String
    /// Its process group, as a terminal would signal it.
    let group: pid_t
    let output: URL
    let errors: URL
    let statuses: AsyncStream<Int32>

    /// What Ctrl-C does.
    func interrupt() {
        kill(group, SIGINT)
    }

    func result() async throws -> ToolResult {
        var status: Int32 = -1
        for await value in statuses { status = value }
        return ToolResult(
            command: command, status: status, output: try Data(contentsOf: output),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
}

/// What a program left behind; it describes itself in a failed expectation.
struct ToolResult: Sendable, CustomStringConvertible {
    let command: String
    /// 128 + n for a signal, 124 when its time ran out.
    let status: Int32
    let output: Data
    let errors: String

    var text: String { String(decoding: output, as: UTF8.self) }

    var lines: [Substring] { text.split(separator: "\n") }

    var description: String { "`\(command)` ended with \(status):\n\(errors.suffix(2000))\(text.suffix(500))" }

    /// Itself, when the program succeeded.
    func succeeded() throws -> ToolResult {
        guard status == 0 else { throw ToolFailed(result: self) }
        return self
    }
}

struct ToolFailed: Error, CustomStringConvertible {
    let result: ToolResult
    var description: String { result.description }
}
