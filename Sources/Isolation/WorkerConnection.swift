import CPlatform
import Glibc
import MediaCore
import Synchronization
import Threading

/// The worker's end: commands come on descriptor 3, events leave on what was standard output.
/// Any thread may send; one thread takes commands.
package final class WorkerConnection: Sendable {
    fileprivate struct Events: ~Copyable {
        let pipe: FileDescriptor
        /// Samples that wait for others near them.
        var stretch = SourceStretch()
    }

    private let control: FileDescriptor
    /// Held for the whole of a frame, so that frames of several encoders never mix. A slow parent blocks here.
    private let events: Mutex<Events>

    init(control: consuming FileDescriptor, events: consuming FileDescriptor) {
        self.control = control
        self.events = Mutex(Events(pipe: events))
    }

    /// Takes over descriptors 3 and 1, lets anything that prints print to standard error, and from then on exits the process
    /// the moment the control pipe closes, whatever it is doing. To be called once, first of all.
    package static func open() throws(IsolationError) -> WorkerConnection {
        guard fcntl(3, F_SETFD, FD_CLOEXEC) == 0 else { throw .notAWorker }
        let output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 4)
        guard output >= 0, dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 else {
            throw .system(.last("take over standard output"))
        }
        let connection = WorkerConnection(control: FileDescriptor(adopting: 3), events: FileDescriptor(adopting: output))
        try connection.watchControl { _exit(0) }
        return connection
    }

    /// Exchanges versions. To be called before anything else is sent or taken.
    package func handshake(version: String, sandbox: Sandbox) throws(IsolationError) {
        guard case .hello(let theirs)? = try nextCommand() else { throw .protocolViolation("no hello from the parent") }
        try send(.hello(WorkerHello(version: version, sandbox: sandbox)))
        guard theirs == version else { throw .versionMismatch(ours: version, theirs: theirs) }
    }

    /// Waits for the next command; nil when the parent has closed the pipe.
    package func nextCommand() throws(IsolationError) -> WorkerCommand? {
        let source = ControlSource(connection: self)
        guard let header = try source.nextHeader() else { return nil }
        return try WorkerCommand(header, from: source)
    }

    /// Writes an event; blocks while the pipe is full.
    package func send(_ event: WorkerEvent) throws(IsolationError) {
        let frame = try event.frame()
        try write(frame.header.bytes, frame.payload.span.bytes)
    }

    /// Writes a sample from where its payload lies; blocks while the pipe is full.
    /// - Parameter track: index into the plan's renditions; their count stands for the sound.
    package func sendSample(track: Int, timing: SampleTiming, payload: RawSpan) throws(IsolationError) {
        let length = SampleHeader.byteCount + payload.byteCount
        guard payload.byteCount > 0, length <= EventKind.sample.limit else { throw Self.unsendable(payload.byteCount) }
        let header = FrameHeader(kind: EventKind.sample.rawValue, length: length)
        try write(header.bytes + SampleHeader(track: track, timing: timing).bytes, payload)
    }

    /// Says where in the source file a sample lies as it is. It leaves with those near it, before anything else that is sent.
    package func sendSample(track: Int, timing: SampleTiming, sourceRange: Range<Int64>) throws(IsolationError) {
        let sample = SourceStretch.Sample(track: track, timing: timing, range: sourceRange)
        try events.withLock { events throws(IsolationError) in
            if events.stretch.append(sample) { return }
            try events.flush()
            guard events.stretch.append(sample) else { throw Self.unsendable(sourceRange.count) }
        }
    }

    private static func unsendable(_ byteCount: Int) -> IsolationError {
        .protocolViolation("a sample of \(byteCount) bytes cannot be sent")
    }

    /// Calls `action`, on a thread of its own, when the parent has closed the control pipe.
    func watchControl(_ action: @escaping @Sendable () -> Void) throws(IsolationError) {
        do {
            // The thread keeps the connection, and so the descriptor, alive.
            _ = try WorkerThread<Void, Never>.start(named: "control", stackSize: 256 << 10) { () throws(Never) in
                var descriptor = pollfd(fd: self.control.rawValue, events: 0, revents: 0)
                while poll(&descriptor, 1, -1) < 1 {}
                action()
            }
        } catch {
            throw .system(error)
        }
    }

    private func write(_ head: [UInt8], _ body: RawSpan) throws(IsolationError) {
        try events.withLock { events throws(IsolationError) in
            try events.flush()
            try events.write(head, body)
        }
    }

    /// Blocking reads of the control pipe.
    private struct ControlSource: FrameSource {
        let connection: WorkerConnection

        func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(IsolationError) -> Bool {
            var filled = 0
            while filled < buffer.count {
                let count: Int
                do throws(SystemError) {
                    count = try connection.control.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
                } catch {
                    throw .system(error)
                }
                if count == 0 {
                    if filled == 0 { return false }
                    throw .disconnected
                }
                filled += count
            }
            return true
        }
    }
}

extension WorkerConnection.Events {
    mutating func flush() throws(IsolationError) {
        guard !stretch.samples.isEmpty else { return }
        let frame = try WorkerEvent.sourceSamples(stretch).frame()
        stretch = SourceStretch()
        try write(frame.header.bytes, frame.payload.span.bytes)
    }

    func write(_ head: [UInt8], _ body: RawSpan) throws(IsolationError) {
        do { try pipe.writeAll(head.span.bytes, body) } catch { throw error.code == EPIPE ? .disconnected : .system(error) }
    }
}
