import Glibc
import Synchronization

/// Places where a fault would hurt most, named so that tests can have one there. `SLUICE_FAIL=point:action@n`, looked at once, does
/// something the `n`th time that a process reaches the point, and `error` from then on; without it, a point costs a comparison.
package enum Failpoint: String, CaseIterable, Sendable {
    /// A job is claimed, and nothing is done for it.
    case claimed
    /// A segment is written, and not synced.
    case segment
    /// A job's files are synced, and nobody else knows.
    case journal
    /// A job's outcome is kept, and the catalog does not know.
    case finished
    /// Everything of an asset is written, and not visible.
    case manifests
    /// An asset is visible, and the catalog does not know.
    case renamed
    /// An asset is published, and its traces are not removed.
    case committed
    /// A worker takes over from one that is gone.
    case recovering
    /// What nobody needs is being removed.
    case collecting
    /// A catalog is brought up to date, and that is not committed.
    case migrating
    /// In a worker process: a task is about to be read from the source.
    case task
    /// In a worker process: a sample is encoded.
    case sample

    private enum Action: String {
        /// Ends the process as a loss of power would.
        case kill9
        /// Stops it until SIGCONT.
        case stop
        /// The system answers with EIO.
        case error
    }

    private struct Plan {
        let point: Failpoint
        let action: Action
        let time: Int
    }

    private static let plan: Plan? = {
        guard let text = getenv("SLUICE_FAIL").map({ String(cString: $0) }) else { return nil }
        let parts = text.split { $0 == ":" || $0 == "@" }.map(String.init)
        guard parts.count >= 2, let point = Failpoint(rawValue: parts[0]), let action = Action(rawValue: parts[1]) else {
            say("SLUICE_FAIL=\(text) names no point and action; points are \(allCases.map(\.rawValue).joined(separator: ", "))")
            return nil
        }
        say("SLUICE_FAIL=\(text): this process will fail on purpose")
        return Plan(point: point, action: action, time: parts.count > 2 ? Int(parts[2]) ?? 1 : 1)
    }()

    private static let reached = Mutex(0)

    /// To be called where the point is.
    ///
    /// - Throws: what a test asks for.
    package static func pass(_ point: Failpoint) throws(SystemError) {
        guard let plan, plan.point == point else { return }
        let isTime = reached.withLock { count in
            count += 1
            return count == plan.time || (count > plan.time && plan.action == .error)
        }
        guard isTime else { return }
        say("failing at \(point.rawValue)")
        switch plan.action {
        case .kill9: kill(getpid(), SIGKILL)
        case .stop: kill(getpid(), SIGSTOP)
        case .error: throw SystemError(code: EIO, operation: "pass the point \(point.rawValue)")
        }
    }

    private static func say(_ sentence: String) {
        let line = "sluice: \(sentence)\n"
        _ = line.utf8.withContiguousStorageIfAvailable { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
