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

    /// Starts it under `timeout`, which leads a process group of its own, as a shell makes one for each command.
    func start(
        _ arguments: [String], within seconds: Int = 120, environment: [String: String] = [:], directory: URL? = nil
    ) throws -> RunningTool {
        let scratch = try Workspace.scratch("output")
        let output = scratch.appending(path: "stdout")
        let errors = scratch.appending(path: "stderr")
        let command = [executable] + arguments
        let group = try Spawn.process(
            ["env", "--chdir=\((directory ?? Workspace.root).path)", "timeout", "--kill-after=5", String(seconds)] + command,
            environment: ProcessInfo.processInfo.environment.merging(environment) { _, new in new }, output: output.path,
            errors: errors.path)
        let (statuses, continuation) = AsyncStream.makeStream(of: Int32.self)
        Thread.detachNewThread {
            continuation.yield(Spawn.blockingWait(for: group))
            continuation.finish()
        }
        return RunningTool(
            command: command.joined(separator: " "), group: group, output: output, errors: errors, statuses: statuses)
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

    /// What Ctrl-C does: one signal to each process of the group, but not to `timeout`, which would pass on a second one.
    func interrupt() {
        for process in ProcessTree.descendants(of: group) where process.id != group && getpgid(process.id) == group {
            kill(process.id, SIGINT)
        }
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
