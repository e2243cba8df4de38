import Foundation

/// A process, told from a later one of the same number by its start time.
struct ProcessIdentity: Hashable, Sendable {
    let id: pid_t
    let parent: pid_t
    let startTicks: UInt64

    /// From /proc/ID/stat; nil when there is no such process or it is only waiting to be reaped.
    init?(_ id: pid_t) {
        guard let stat = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8), let paren = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[stat.index(after: paren)...].dropFirst().split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", let parent = pid_t(fields[1]), let start = UInt64(fields[19]) else {
            return nil
        }
        self.id = id
        self.parent = parent
        self.startTicks = start
    }

    var isAlive: Bool { ProcessIdentity(id) == self }

    /// Bytes of memory that are this process's share (Pss), zero when it is gone.
    var memory: Int {
        guard let text = try? String(contentsOfFile: "/proc/\(id)/smaps_rollup", encoding: .utf8),
            let match = text.firstMatch(of: /(?m)^Pss:\s+(\d+) kB/)
        else { return 0 }
        return (Int(match.1) ?? 0) << 10
    }
}

enum ProcessTree {
    /// A process and all below it.
    static func descendants(of root: pid_t) -> [ProcessIdentity] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let all = names.compactMap { pid_t($0) }.compactMap { ProcessIdentity($0) }
        var found = all.filter { $0.id == root }
        var next = 0
        while next < found.count {
            let parent = found[next].id
            found += all.filter { $0.parent == parent }
            next += 1
        }
        return found
    }

    /// The largest sum of memory seen in a process and all below it while `body` runs, sampled five times a second.
    static func peakMemory<R: Sendable>(of root: pid_t, while body: @Sendable () async throws -> R) async throws -> (R, Int) {
        let sampling = Task {
            var peak = 0
            while !Task.isCancelled {
                peak = max(peak, descendants(of: root).reduce(0) { $0 + $1.memory })
                try? await Task.sleep(for: .milliseconds(200))
            }
            return peak
        }
        defer { sampling.cancel() }
        let result = try await body()
        sampling.cancel()
        return (result, await sampling.value)
    }
}
