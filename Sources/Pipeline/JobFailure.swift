import Conformance
import Isolation
import Keys
import MediaCore
import Planning
import Storage

/// Why a job ended without a published asset, in the classes that decide what happens next.
package struct JobFailure: Error, Sendable, CustomStringConvertible {
    package enum Class: Sendable {
        /// The upload cannot be turned into video; trying again cannot help.
        case rejected
        case noSuchInput
        /// The place of the result refuses it.
        case notCreatable
        /// Reading or writing failed; a full disk included.
        case inputOutput
        case cancelled
        /// What was given along with the input does not fit: keys.
        case configuration
        /// A fault of ours.
        case `internal`
    }

    package let kind: Class
    /// What failed, on what, and what would help.
    package let description: String

    /// The one place where errors become outcomes.
    package init(_ error: any Error) {
        description = "\(error)"
        switch error {
        case is CancellationError: kind = .cancelled
        case is PlanningError, is TooDamaged: kind = .rejected
        case let failure as WorkerFailure:
            switch failure.code {
            case .rejected, .unsupported: kind = .rejected
            case .io: kind = .inputOutput
            case .internal: kind = .internal
            }
        case let failure as IsolationError:
            switch failure {
            case .noSuchInput: kind = .noSuchInput
            case .inputNotAFile, .inputEmpty, .overMemory, .overTime: kind = .rejected
            case .inputUnreadable, .inputChanged: kind = .inputOutput
            case .terminated: kind = .cancelled
            default: kind = .internal
            }
        case let failure as StorageError:
            switch failure.code {
            case .alreadyExists, .notCreatable: kind = .notCreatable
            case .io, .leftover: kind = .inputOutput
            default: kind = .internal
            }
        case is KeyError: kind = .configuration
        default: kind = .internal
        }
    }
}

/// More of the picture is damaged than the preset's `damage` allows.
package struct TooDamaged: Error, Hashable, CustomStringConvertible {
    package let damagedFrames: Int
    package let frames: Int
    /// Percent.
    package let limit: Int

    package var description: String {
        "\(damagedFrames) of \(frames) frames are damaged, and the preset allows \(limit) %. Copy the file again from its source, "
            + "or raise the preset's `damage`."
    }
}

/// The finished asset breaks a rule it must keep: a fault of ours, so it is not published.
package struct NotConformant: Error, CustomStringConvertible {
    package let report: ConformanceReport

    package var description: String {
        let broken = report.violations.filter { $0.rule.requirement == .must }
        return "The result breaks \(broken.count) rules and was not published; this is a fault of Sluice, please report it. "
            + broken.prefix(5).map(\.description).joined(separator: "; ")
    }
}
