import Glibc
import Threading

/// Why something could not be stored.
package struct StorageError: Error, Hashable, Sendable {
    package struct Code: Hashable, Sendable {
        private enum Value { case alreadyExists, notCreatable, io, invalidPath, closed, leftover }
        private let value: Value

        /// The asset is there and may not be replaced.
        package static let alreadyExists = Code(value: .alreadyExists)
        /// The place does not allow it: no such folder, no permission, a read-only file system.
        package static let notCreatable = Code(value: .notCreatable)
        /// Reading or writing failed; a full disk included.
        package static let io = Code(value: .io)
        /// The path leaves the asset, or was put before.
        package static let invalidPath = Code(value: .invalidPath)
        /// The staging was published or discarded already.
        package static let closed = Code(value: .closed)
        /// The asset is published, but what it replaced could not be removed.
        package static let leftover = Code(value: .leftover)
    }

    package let code: Code
    /// What failed, on what, and what would help.
    package let message: String
    /// The system's own reason, where there is one.
    package let cause: SystemError?

    init(_ code: Code, _ message: String, cause: SystemError? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// A failed system call at `path`: a refusal of the place where that is what it says, else I/O.
    init(_ cause: SystemError, at path: String) {
        let code: Code
        switch cause.code {
        case EACCES, EPERM, EROFS, ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG, EBUSY: code = .notCreatable
        default: code = .io
        }
        self.init(code, "Cannot \(cause.operation) \(path): \(cause.reason).", cause: cause)
    }
}

extension StorageError: CustomStringConvertible {
    package var description: String { message }
}
