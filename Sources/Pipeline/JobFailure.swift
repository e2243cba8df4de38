import Catalog
import Conformance
import Glibc
import Isolation
import Keys
import MediaCore
import Planning
import Storage
import Threading

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
    /// The machine is at fault and not the job: it may be done as soon as there is room.
    package let isFullDisk: Bool
    /// In the classes that a catalog judges by; nil where the job is given back.
    let failureClass: FailureClass?
    /// What failed, on what, and what would help.
    package let description: String

    /// The one place where errors become outcomes.
    package init(_ error: any Error) {
        description = "\(error)"
        isFullDisk = [ENOSPC, EDQUOT].contains(Self.systemError(in: error)?.code)
        switch error {
        case is CancellationError: kind = .cancelled
        case is PlanningError, is TooDamaged, is UnknownOrder: kind = .rejected
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
        case let failure as CatalogError:
            if case .leaseLost = failure { kind = .cancelled } else { kind = .inputOutput }
        case is SystemError: kind = .inputOutput
        case is KeyError, is TooLittleMemory: kind = .configuration
        default: kind = .internal
        }
        failureClass = isFullDisk ? nil : Self.failureClass(of: error, kind)
    }

    private static func systemError(in error: any Error) -> SystemError? {
        switch error {
        case let failure as StorageError: failure.cause
        case let failure as SystemError: failure
        default: nil
        }
    }

    /// In the classes that a catalog judges by; nil where the job is given back.
    private static func failureClass(of error: any Error, _ kind: Class) -> FailureClass? {
        switch error {
        // The bytes that the asset stands for are gone.
        case IsolationError.inputChanged: return .permanent
        case IsolationError.inputUnreadable: return .unreadable
        case let failure as WorkerFailure where failure.code == .io: return .unreadable
        default: break
        }
        switch kind {
        case .cancelled: return nil
        case .rejected, .noSuchInput, .configuration: return .permanent
        case .inputOutput, .notCreatable: return .transient
        case .internal: return .crash
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

/// Not even one chunk at a time fits into what `--memory` allows; both in bytes.
package struct TooLittleMemory: Error, Hashable, CustomStringConvertible {
    package let needed: Int
    package let allowed: Int

    package var description: String {
        "This file needs about \(needed / 1_000_000) MB, and \(allowed / 1_000_000) MB are allowed. Allow more (--memory), or take a preset "
            + "with smaller sizes."
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
