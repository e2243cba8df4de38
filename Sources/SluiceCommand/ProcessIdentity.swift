import FoundationEssentials
import Glibc

/// Names a process of this machine for as long as the machine lives: which boot, which process, and when it was started.
struct ProcessIdentity: CustomStringConvertible {
    private let boot: String
    private let pid: pid_t
    private let started: String

    static func own() -> ProcessIdentity {
        ProcessIdentity(boot: currentBoot, pid: getpid(), started: startTime(of: getpid()) ?? "0")
    }

    private init(boot: String, pid: pid_t, started: String) {
        self.boot = boot
        self.pid = pid
        self.started = started
    }

    /// Nil where the text is none.
    init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 3, let pid = pid_t(parts[1]) else { return nil }
        self.init(boot: String(parts[0]), pid: pid, started: String(parts[2]))
    }

    var description: String { "\(boot) \(pid) \(started)" }

    /// Whether it has certainly ended: the machine was started again since, or its number is free or another's.
    var isGone: Bool { boot != Self.currentBoot || Self.startTime(of: pid) != started }

    private static let currentBoot: String = {
        let text = (try? String(contentsOf: URL(filePath: "/proc/sys/kernel/random/boot_id"), encoding: .utf8)) ?? "unknown"
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }()

    /// In clock ticks since the boot (proc(5), field 22); the name before it may hold anything, but no further parenthesis ends it.
    private static func startTime(of pid: pid_t) -> String? {
        guard let text = try? String(contentsOf: URL(filePath: "/proc/\(pid)/stat"), encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 19 ? String(fields[19]) : nil
    }
}
