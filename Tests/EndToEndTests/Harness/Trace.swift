import Foundation

/// A run of the program under strace.
struct Trace {
    let result: ToolResult
    /// Bytes, of all processes together.
    let peakMemory: Int
    /// What they asked of the kernel; nil, with a word of it, where strace may not trace.
    let calls: SystemCalls?

    static func sluice(_ arguments: [String], within seconds: Int = 120) async throws -> Trace {
        let file = try Workspace.scratch("trace").appending(path: "calls")
        let running = try Tool(executable: "strace").start(
            [
                "-f", "-qq", "--seccomp-bpf", "-o", file.path, "-e",
                "trace=%network,openat,open,openat2,execve,seccomp,clone,clone3", Tool.sluice.executable,
            ] + arguments, within: seconds)
        let (result, peak) = try await ProcessTree.peakMemory(of: running.group) { try await running.result() }
        guard FileManager.default.fileExists(atPath: file.path), !result.errors.contains("PTRACE") else {
            print("not tested: strace may not trace here. \(result.errors)")
            return Trace(result: try await Tool.sluice.run(arguments, within: seconds), peakMemory: peak, calls: nil)
        }
        return Trace(result: result, peakMemory: peak, calls: try SystemCalls(String(contentsOf: file, encoding: .utf8)))
    }

    /// Beginnings of the paths that a worker may open, as `doctor` lists them.
    static func readablePaths() async throws -> [Substring] {
        let label = "  files a worker may read: "
        let line = try await Tool.sluice.run(["doctor"]).succeeded().lines.first { $0.hasPrefix(label) }
        return line?.dropFirst(label.count).split(separator: " ") ?? []
    }
}

/// What strace saw; of opened files and started programs only those of processes that had closed themselves in.
struct SystemCalls {
    /// Processes with a seccomp filter.
    private(set) var closedIn = 0
    /// Of any process.
    private(set) var network: [Substring] = []
    /// Paths.
    private(set) var opened: [Substring] = []
    private(set) var started: [Substring] = []

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
            if let open = text.firstMatch(of: /^open(?:at2?)?\((?:AT_FDCWD, )?"([^"]*)".*= \d+$/) { opened.append(open.1) }
            if text.hasPrefix("execve(") { started.append(text) }
        }
    }
}
