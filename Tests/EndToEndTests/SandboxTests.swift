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
            let listed = try #require(try await readableFiles())
            let trace = folder.appending(path: "trace")
            let result = try await Tool(executable: "strace").run([
                "-f", "-qq", "-o", trace.path, "-e", "trace=%network,openat,open,seccomp,clone,clone3", Tool.sluice.executable,
                "transcode", Fixture.clip.path, "--output", folder.appending(path: "asset").path,
            ])
            guard FileManager.default.fileExists(atPath: trace.path), !result.errors.contains("PTRACE") else {
                print("not tested: strace may not trace here. \(result.errors)")
                return
            }
            #expect(result.status == 0, "\(result)")
            let calls = try SystemCalls(String(contentsOf: trace, encoding: .utf8))
            #expect(calls.closedIn > 1)
            #expect(calls.network == [])
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

        private func readableFiles() async throws -> [Substring]? {
            try await Tool.sluice.run(["doctor"]).succeeded().lines.firstMatch(label: "  files a worker may read: ")?
                .split(separator: " ")
        }
    }
}

extension [Substring] {
    fileprivate func firstMatch(label: String) -> Substring? { first { $0.hasPrefix(label) }?.dropFirst(label.count) }
}

/// What strace saw of processes after they had closed themselves in.
private struct SystemCalls {
    /// Processes with a seccomp filter.
    var closedIn = 0
    var network: [Substring] = []
    /// Paths.
    var opened: [Substring] = []

    init(_ trace: String) {
        var closed: Set<Substring> = []
        for line in trace.split(separator: "\n") {
            guard let call = line.firstMatch(of: /^(\d+) +(.*)$/) else { continue }
            let (id, text) = (call.1, call.2)
            if text.firstMatch(of: /^(socket|connect|bind|sendto|recvfrom|sendmsg|socketpair)\(/) != nil { network.append(text) }
            if text.firstMatch(of: /^seccomp\(SECCOMP_SET_MODE_FILTER.*= 0$/) != nil {
                closedIn += 1
                closed.insert(id)
            }
            guard closed.contains(id) else { continue }
            if let thread = text.firstMatch(of: /^(?:clone|<\.\.\. clone resumed>).*= (\d+)$/) { closed.insert(thread.1) }
            if let open = text.firstMatch(of: /^open(?:at)?\((?:AT_FDCWD, )?"([^"]*)".*= \d+$/) { opened.append(open.1) }
        }
    }
}
