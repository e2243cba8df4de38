import Glibc
import Threading

/// A source file, open for reading. Workers get the descriptor and never learn the path.
package struct WorkerInput: ~Copyable, Sendable {
    let descriptor: FileDescriptor
    /// Bytes of the file when it was opened.
    package let size: Int64

    private init(adopting descriptor: consuming FileDescriptor, size: Int64) {
        self.descriptor = descriptor
        self.size = size
    }

    /// Opens the regular file at `path`, following links. A pipe or a device is refused and never waited for.
    package static func open(_ path: String) throws(IsolationError) -> WorkerInput {
        let rawValue = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard rawValue >= 0 else {
            let failure = SystemError.last("open")
            switch failure.code {
            case ENOENT, ENOTDIR: throw .noSuchInput(path: path)
            case ENXIO, ENODEV: throw .inputNotAFile(path: path, kind: "a device or a socket")
            default: throw .inputUnreadable(path: path, reason: failure.reason)
            }
        }
        let descriptor = FileDescriptor(adopting: rawValue)
        var status = stat()
        guard fstat(rawValue, &status) == 0 else {
            throw .inputUnreadable(path: path, reason: SystemError.last("stat").reason)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .inputNotAFile(path: path, kind: Self.kind(status.st_mode))
        }
        return WorkerInput(adopting: descriptor, size: Int64(status.st_size))
    }

    private static func kind(_ mode: mode_t) -> String {
        switch mode & S_IFMT {
        case S_IFDIR: "a folder"
        case S_IFIFO: "a pipe"
        default: "a device"
        }
    }
}
