import Foundation
import Testing

/// A watched folder, a folder of assets and a worker over both, with a ladder of one small rung: what is tested is everything else.
struct UploadPlace {
    let root: URL
    var inbox: URL { root.appending(path: "inbox") }
    var output: URL { root.appending(path: "assets") }

    init(_ name: String, shortSide: Int = 90) throws {
        root = try Workspace.scratch(name)
        try FileManager.default.createDirectory(at: root.appending(path: "inbox"), withIntermediateDirectories: true)
        try """
        { name: tiny, crf: 40, effort: fast, gop: 0.5, segment: 1, audioRate: 32000,
          ladder: [{ shortSide: \(shortSide), maxRate: 200k }] }
        """.write(to: root.appending(path: "tiny.yaml"), atomically: true, encoding: .utf8)
    }

    var preset: String { root.appending(path: "tiny.yaml").path }

    func drop(_ source: URL, as name: String) throws {
        let target = inbox.appending(path: name)
        try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        let draft = target.deletingLastPathComponent().appending(path: ".\(target.lastPathComponent).draft")
        try FileManager.default.copyItem(at: source, to: draft)
        try FileManager.default.moveItem(at: draft, to: target)
    }

    var arguments: [String] {
        [
            "worker", "--watch", inbox.path, "--output", output.path, "--preset", preset, "--events",
            root.appending(path: "events").path,
        ]
    }

    /// Runs a worker until everything is done.
    func work(
        _ more: [String] = [], within seconds: Int = 120, environment: [String: String] = [:]
    ) async throws -> ToolResult {
        try await Tool.sluice.run(arguments + ["--once"] + more, within: seconds, environment: environment)
    }

    /// The worker itself, without the program that limits its time.
    func process(of worker: RunningTool) throws -> ProcessIdentity {
        let below = ProcessTree.descendants(of: worker.group).first { $0.parent == worker.group }
        guard let below else {
            throw ToolFailed(result: ToolResult(command: worker.command, status: -1, output: Data(), errors: ""))
        }
        return below
    }

    /// The processes that read this upload, of one worker.
    func readers(of name: String, in worker: RunningTool) -> [ProcessIdentity] {
        ProcessTree.descendants(of: worker.group).filter { process in
            guard process.id != worker.group, process.parent != worker.group else { return false }
            let input = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process.id)/fd/0")
            return input?.hasSuffix("/\(name)") ?? false
        }
    }

    /// Jobs that are under way.
    func runningJobs() async throws -> Int {
        guard let list = try? await sluice("jobs", "list", "--json").succeeded().text else { return 0 }
        return list.matches(of: /"running" : (\d+)/).reduce(0) { $0 + (Int($1.1) ?? 0) }
    }

    func sluice(_ words: String...) async throws -> ToolResult {
        try await Tool.sluice.run(words + ["--output", output.path])
    }

    struct Row: Decodable {
        let asset: String
        let state: String
        let tenant: String
        let priority: Int
        let generation: Int64?
        let reason: String?
    }

    /// As the catalog has them, the latest first; none before there is a catalog.
    func assets() async throws -> [Row] {
        let list = try await sluice("assets", "list", "--limit", "100000", "--json")
        if list.status == ExitCode.noInput { return [] }
        return try JSONDecoder().decode([Row].self, from: try list.succeeded().output)
    }

    struct Job: Decodable {
        struct Failure: Decodable {
            let failure: String
            let reason: String
        }
        let state: String
        let failures: [Failure]
    }

    /// The one made of the file of this name.
    func asset(_ name: String) async throws -> Row? { try await assets().first { $0.asset.hasPrefix("\(name)-") } }

    func jobs(of asset: String) async throws -> [Job] {
        try JSONDecoder().decode([Job].self, from: try await sluice("jobs", "show", asset, "--json").succeeded().output)
    }

    /// Names in the folder of the assets, those of the worker itself left out.
    func published() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: output.path).filter {
            !$0.hasPrefix(".catalog.sqlite") && $0 != ".jobs"
        }
        .sorted()
    }

    /// What should not be there once everything has ended.
    func leftovers() throws -> [String] {
        try published().filter { $0.hasPrefix(".") }
            + FileManager.default.contentsOfDirectory(atPath: output.appending(path: ".jobs").path)
    }

    /// Changes the catalog as no release does.
    func sql(_ statement: String) async throws {
        let program = """
            import sqlite3, sys
            with sqlite3.connect(sys.argv[1]) as catalog: catalog.execute(sys.argv[2])
            """
        _ = try await Tool(executable: "python3").run(
            ["-c", program, output.appending(path: ".catalog.sqlite").path, statement]
        ).succeeded()
    }

    func originals(in folder: String = "") throws -> [String] { try Workspace.files(below: inbox.appending(path: folder)) }

    func events() throws -> [String] {
        let text = (try? String(contentsOf: root.appending(path: "events"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            line.firstMatch(of: /"asset":"([^"]+)","kind":"([^"]+)"/).map { "\($0.1) \($0.2)" }
        }
    }

    /// sha256 of every file of an asset but its report, as `sluice transcode` makes it.
    func expected(_ source: URL) async throws -> [String: String] {
        let folder = root.appending(path: "expected-\(source.lastPathComponent)")
        let result = try await Tool.sluice.run(
            ["transcode", source.path, "--output", folder.path, "--preset", preset, "--quiet", "--force"]
        ).succeeded()
        return try await Asset(source: source, folder: folder, transcode: result, peakMemory: 0).checksums()
    }

    func checksums(of asset: String) async throws -> [String: String] {
        let folder = output.appending(path: asset)
        let result = ToolResult(command: "", status: 0, output: Data(), errors: "")
        return try await Asset(source: folder, folder: folder, transcode: result, peakMemory: 0).checksums()
    }
}

/// Waits for what has to come.
func until(within limit: Duration = .seconds(30), _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        try #require(ContinuousClock.now < deadline)
        try await Task.sleep(for: .milliseconds(100))
    }
}
