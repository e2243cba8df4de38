import Threading

/// Why a worker process could not be started, spoken with or brought to an end in order.
package enum IsolationError: Error, Hashable, Sendable {
    /// There is no file at this path.
    case noSuchInput(path: String)
    case inputUnreadable(path: String, reason: String)
    /// A folder, a pipe or a device; `kind` is its name with its article.
    case inputNotAFile(path: String, kind: String)
    /// A file of no bytes.
    case inputEmpty(path: String)
    /// It was written to, or cut, after it had been opened.
    case inputChanged(path: String)
    case notStarted(executable: String, reason: String)
    /// A signal killed the worker; `log` is the end of what it wrote to its standard error.
    case crashed(signal: Int32, log: String)
    /// The worker ended by itself before it was told to.
    case exited(code: Int32, log: String)
    /// `terminate()` was called.
    case terminated
    /// Nothing came from the worker, or it took nothing, for this long.
    case stalled(Duration)
    /// It took more memory than a file of this kind needs; in bytes.
    case overMemory(limit: Int)
    /// It took more processor time than a file of this kind needs.
    case overTime
    /// The other end broke the protocol: `detail` says how. Its process is killed.
    case protocolViolation(String)
    case versionMismatch(ours: String, theirs: String)
    /// The other end of the pipe is gone.
    case disconnected
    /// The process was not started as a worker: there is no control pipe on descriptor 3.
    case notAWorker
    case system(SystemError)
}

extension IsolationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noSuchInput(let path): "There is no file at \(path)."
        case .inputUnreadable(let path, let reason): "\(path) cannot be read: \(reason)."
        case .inputNotAFile(let path, let kind): "\(path) is \(kind); only a regular file can be read."
        case .inputEmpty(let path): "\(path) is empty; the copy or upload that made it did not finish."
        case .inputChanged(let path): "\(path) changed while it was being read; give it again once it is complete."
        case .notStarted(let executable, let reason): "The worker \(executable) could not be started: \(reason)."
        case .crashed(let signal, let log): "The worker crashed (signal \(signal)).\(Self.quoted(log))"
        case .exited(let code, let log): "The worker ended early with code \(code).\(Self.quoted(log))"
        case .terminated: "The worker was stopped."
        case .stalled(let limit): "The worker made no progress for \(limit.components.seconds) s and was stopped."
        case .overMemory(let limit):
            "The file makes its reader take more than \(limit >> 20) MiB of memory, which no ordinary video does; it was stopped."
        case .overTime: "The file keeps its reader busy for longer than any ordinary video of its length; it was stopped."
        case .protocolViolation(let detail): "The worker broke the protocol: \(detail)."
        case .versionMismatch(let ours, let theirs):
            "The worker is of version \(theirs), this program of version \(ours); install both from one release."
        case .disconnected: "The other end of the worker's pipe is gone."
        case .notAWorker: "This command is started by Sluice itself, with a control pipe on descriptor 3."
        case .system(let error): "The worker's pipe failed: \(error)."
        }
    }

    private static func quoted(_ log: String) -> String { log.isEmpty ? "" : " Its last words: \(log)" }
}
