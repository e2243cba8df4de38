import Glibc

/// A system call that failed: which one, and why.
package struct SystemError: Error, Hashable, Sendable {
    /// `errno`.
    package let code: Int32
    /// What was tried, as a verb and its object: `create a thread`.
    package let operation: String

    package init(code: Int32, operation: String) {
        self.code = code
        self.operation = operation
    }

    /// Reads `errno`; to be called right after the call that failed.
    package static func last(_ operation: String) -> SystemError { SystemError(code: errno, operation: operation) }

    /// The system's words for `code`, with a full disk called by its name.
    package var reason: String {
        switch code {
        case ENOSPC: "disk full"
        case EDQUOT: "disk quota used up"
        default: String(cString: strerror(code))
        }
    }
}

extension SystemError: CustomStringConvertible {
    package var description: String { "cannot \(operation): \(reason)" }
}
