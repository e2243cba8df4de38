import Glibc
import Threading

/// A source file, open for reading. Workers get the descriptor and never learn the path. Any thread.
package final class WorkerInput: Sendable {
    let descriptor: FileDescriptor
    private let path: String
    /// When it was opened.
    private let state: State

    /// What changes with a file's bytes: how many they are, and when they were written.
    private struct State: Equatable {
        let size: Int
        let seconds: Int
        let nanoseconds: Int

        init(_ status: stat) {
            size = Int(status.st_size)
            seconds = status.st_mtim.tv_sec
            nanoseconds = status.st_mtim.tv_nsec
        }
    }

    private init(adopting descriptor: consuming FileDescriptor, path: String, status: stat) {
        self.descriptor = descriptor
        self.path = path
        state = State(status)
    }

    /// Of the file when it was opened, in bytes.
    package var size: Int64 { Int64(state.size) }

    /// `count` bytes from `offset` on, fewer where the file ends before.
    package func read(_ count: Int, at offset: Int64) throws(SystemError) -> [UInt8] {
        try descriptor.read(count, at: offset)
    }

    /// Throws where the file is not what it was when it was opened: whatever was read of it proves nothing.
    package func checkUnchanged() throws(IsolationError) {
        var status = stat()
        guard fstat(descriptor.rawValue, &status) == 0, State(status) == state else { throw .inputChanged(path: path) }
    }

    /// Reads samples that a worker has named, all at once.
    package func samples(of stretch: SourceStretch) throws(IsolationError) -> [WorkerSample] {
        let (start, count) = (stretch.range.lowerBound, stretch.range.count)
        guard stretch.range.upperBound <= state.size else { throw .protocolViolation("a sample lies outside of the source") }
        let bytes: [UInt8]
        do { bytes = try descriptor.read(count, at: start) } catch {
            throw .inputUnreadable(path: path, reason: error.reason)
        }
        guard bytes.count == count else { throw .inputChanged(path: path) }
        return stretch.samples.map { sample in
            let range = Int(sample.range.lowerBound - start)..<Int(sample.range.upperBound - start)
            return WorkerSample(track: sample.track, timing: sample.timing, payload: bytes[range])
        }
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
        if status.st_size == 0 { throw .inputEmpty(path: path) }
        return WorkerInput(adopting: descriptor, path: path, status: status)
    }

    private static func kind(_ mode: mode_t) -> String {
        switch mode & S_IFMT {
        case S_IFDIR: "a folder"
        case S_IFIFO: "a pipe"
        default: "a device"
        }
    }
}
