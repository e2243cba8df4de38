import Foundation
import Testing

extension EndToEnd {
    /// What a worker can do when its decoder has been taken over: nothing.
    @Suite struct SandboxTests {
        @Test func `every forbidden thing is refused`() async throws {
            let result = try await Tool.sluice.run(["selftest", "sandbox"])
            guard !result.text.contains("Function not implemented") else {
                print("not tested: this kernel lacks a mechanism.\n\(result.text)")
                return
            }
            #expect(result.status == 0, "\(result)")
            #expect(result.lines.count { $0.hasPrefix("refused") } == 12, "\(result)")
        }

        @Test func `no socket is made and no file opened but those that doctor lists`() async throws {
            let folder = try Workspace.scratch("traced")
            let listed = try await Trace.readablePaths()
            #expect(!listed.isEmpty)
            let trace = try await Trace.sluice(["transcode", Fixture.clip.path, "--output", folder.appending(path: "asset").path])
            #expect(trace.result.status == 0, "\(trace.result)")
            guard let calls = trace.calls else { return }
            #expect(calls.closedIn > 1)
            #expect(calls.network == [] && calls.started == [])
            #expect(calls.opened.filter { path in !listed.contains { path.hasPrefix($0) } } == [])
        }

        @Test func `a worker that is killed fails its job in one sentence and leaves nothing`() async throws {
            let parent = try Workspace.scratch("killed")
            let source = try await Fixture.url("long-720p.mp4")
            let running = try Tool.sluice.start(["transcode", source.path, "--output", parent.appending(path: "asset").path])
            var worker: ProcessIdentity?
            while worker == nil {
                try await Task.sleep(for: .milliseconds(100))
                worker = ProcessTree.descendants(of: running.group).first { isWorker($0.id) }
            }
            try await Task.sleep(for: .milliseconds(500))
            kill(try #require(worker).id, SIGKILL)
            let result = try await running.result()
            #expect(result.status == 70, "\(result)")
            #expect(result.errors.contains("sluice: The worker crashed (signal 9)."), "\(result)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: parent.path) == [])
        }

        private func isWorker(_ id: pid_t) -> Bool {
            (try? String(contentsOfFile: "/proc/\(id)/cmdline", encoding: .utf8))?.contains("__worker") ?? false
        }
    }
}
