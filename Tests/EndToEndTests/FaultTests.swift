import Foundation
import Testing

extension EndToEnd {
    /// What goes wrong around a transcode: it ends in one sentence, within its time, and leaves nothing half-made.
    @Suite struct FaultTests {
        /// Runs `sluice transcode`, or another command, behind `prefix`, with `happens` a while after its start.
        private func transcode(
            _ source: URL, into parent: URL, by name: String = "transcode", behind prefix: [String] = [],
            happens: (RunningTool) async throws -> Void = { _ in }
        ) async throws -> ToolResult {
            let command =
                prefix + [Tool.sluice.executable, name, source.path, "--output", parent.appending(path: "asset").path]
            let running = try Tool(executable: command[0]).start(Array(command.dropFirst()), within: 60)
            try await happens(running)
            return try await running.result()
        }

        private func isToldOnce(_ result: ToolResult, _ statuses: [Int32], nothingIn parent: URL) throws {
            #expect(statuses.contains(result.status), "\(result)")
            #expect(result.errors.split(separator: "\n").count { $0.hasPrefix("sluice: ") } == 1, "\(result)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: parent.path) == [])
        }

        @Test func `F-33: workers end with a parent that is killed`() async throws {
            let parent = try Workspace.scratch("orphans")
            var workers: [ProcessIdentity] = []
            _ = try await transcode(Fixture.url("long-720p.mp4"), into: parent) { running in
                workers = try await startedWorkers(of: running)
                for process in ProcessTree.descendants(of: running.group)
                where !workers.contains(process) && process.id != running.group {
                    kill(process.id, SIGKILL)
                }
            }
            #expect(workers.count > 0)
            let deadline = ContinuousClock.now + .seconds(2)
            while workers.contains(where: \.isAlive), ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(workers.filter(\.isAlive) == [])
            // Whatever it left is hidden, and no asset.
            #expect(try FileManager.default.contentsOfDirectory(atPath: parent.path).allSatisfy { $0.hasPrefix(".") })
        }

        @Test func `F-09: a source that shrinks meanwhile is noticed`() async throws {
            let parent = try Workspace.scratch("shrinking")
            let source = try Workspace.scratch("source").appending(path: "film.mp4")
            try FileManager.default.copyItem(at: try await Fixture.url("long-720p.mp4"), to: source)
            let result = try await transcode(source, into: parent) { running in
                _ = try await startedWorkers(of: running)
                try await Task.sleep(for: .seconds(1))
                #expect(truncate(source.path, 200_000) == 0)
            }
            try isToldOnce(result, [ExitCode.inputOutput], nothingIn: parent)
            #expect(result.errors.contains("film.mp4 changed while it was being read"), "\(result)")
        }

        @Test func `F-09: a source that shrinks while it is packaged is noticed`() async throws {
            let parent = try Workspace.scratch("shrinking-package")
            let source = try Workspace.scratch("source").appending(path: "film.mp4")
            try FileManager.default.copyItem(at: try await Fixture.url("idr-irregular.mp4"), to: source)
            let calls = try Workspace.scratch("trace").appending(path: "calls").path
            // Held up when the first segments are written.
            let held = [
                "-f", "-qq", "-o", calls, "-e", "trace=sync_file_range", "-e", "inject=sync_file_range:delay_enter=1000000",
            ]
            let result = try await transcode(source, into: parent, by: "package", behind: ["strace"] + held) { running in
                let deadline = ContinuousClock.now + .seconds(20)
                while ContinuousClock.now < deadline, ProcessTree.descendants(of: running.group).count > 0 {
                    let below = try FileManager.default.subpathsOfDirectory(atPath: parent.path)
                    if below.contains(where: { $0.hasSuffix(".m4s") }) { break }
                    try await Task.sleep(for: .milliseconds(20))
                }
                #expect(truncate(source.path, 20_000) == 0)
            }
            guard !result.errors.contains("PTRACE") else {
                print("not tested: strace may not trace here. \(result.errors)")
                return
            }
            try isToldOnce(result, [ExitCode.inputOutput], nothingIn: parent)
            #expect(result.errors.contains("film.mp4 changed while it was being read"), "\(result)")
        }

        @Test func `F-36: an output folder that vanishes is no crash`() async throws {
            let parent = try Workspace.scratch("vanishing")
            let result = try await transcode(Fixture.url("long-720p.mp4"), into: parent) { running in
                _ = try await startedWorkers(of: running)
                try await Task.sleep(for: .seconds(1))
                for name in try FileManager.default.contentsOfDirectory(atPath: parent.path) {
                    try FileManager.default.removeItem(at: parent.appending(path: name))
                }
            }
            try isToldOnce(result, [ExitCode.inputOutput, ExitCode.cannotCreate], nothingIn: parent)
        }

        @Test(arguments: [8, 12, 16, 20, 24, 28]) func `F-34: too few descriptors are told`(_ count: Int) async throws {
            let parent = try Workspace.scratch("few-descriptors")
            let result = try await transcode(Fixture.url("300-ms.mp4"), into: parent, behind: ["prlimit", "--nofile=\(count)"])
            guard result.status != 0 else { return }
            try isToldOnce(result, [ExitCode.internalError, ExitCode.inputOutput, ExitCode.cannotCreate], nothingIn: parent)
        }

        /// In the parent: the sandbox takes what strace does to a worker's calls for an attack.
        @Test(arguments: [
            ("F-05", "fsync,fdatasync,syncfs:error=EIO"), ("F-03", "mkdirat:error=ENOSPC:when=4+"),
            ("F-36", "renameat2:error=EIO"),
            ("F-37", "renameat2:error=EXDEV"),
        ])
        func `a call that the kernel refuses is a typed failure`(_ fault: String, _ injection: String) async throws {
            let parent = try Workspace.scratch("injected")
            let trace = try Workspace.scratch("trace").appending(path: "calls").path
            let call = injection.prefix { $0 != ":" }
            let result = try await transcode(
                Fixture.url("300-ms.mp4"), into: parent,
                behind: ["strace", "-f", "-qq", "-o", trace, "-e", "trace=\(call)", "-e", "inject=\(injection)"])
            guard !result.errors.contains("PTRACE") else {
                print("not tested: strace may not trace here. \(result.errors)")
                return
            }
            try isToldOnce(result, [ExitCode.inputOutput], nothingIn: parent)
        }

        private func startedWorkers(of running: RunningTool) async throws -> [ProcessIdentity] {
            while true {
                let found = ProcessTree.descendants(of: running.group).filter { process in
                    (try? String(contentsOfFile: "/proc/\(process.id)/cmdline", encoding: .utf8))?.contains("__worker") ?? false
                }
                if !found.isEmpty { return found }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }
}
