import CPlatform
import Glibc
import Synchronization
import Threading

/// The parent's end of one worker process. One thread sends and takes events; any thread may call `terminate()`.
/// Nothing the process writes is believed: what breaks the protocol kills it.
package final class WorkerProcess: Sendable {
    private struct State: ~Copyable {
        /// Nil once closed, which is the order to exit.
        var control: FileDescriptor?
        /// The alarm's other end, until `terminate()` is called.
        var quiet: FileDescriptor?
        var isTerminated: Bool { quiet == nil }
        /// Set once reaped; the process's number means nothing afterwards.
        var exit: WorkerExit?
        var log = LogTail()
        var memoryLimit: Int
        var nextLook = SuspendingClock.now
        var findings = 0
    }

    package let pid: Int32
    private let limits: WorkerLimits
    private let events: FileDescriptor
    private let log: FileDescriptor
    /// Polls readable when the process has ended.
    private let process: FileDescriptor
    /// Hung up once `terminate()` has been called: wakes whoever waits.
    private let alarm: FileDescriptor
    private let state: Mutex<State>

    private init(
        pid: pid_t, control: consuming FileDescriptor, events: consuming FileDescriptor, log: consuming FileDescriptor,
        process: consuming FileDescriptor, alarm: consuming Pipe, limits: WorkerLimits
    ) {
        self.pid = pid
        self.limits = limits
        self.events = events
        self.log = log
        self.process = process
        self.alarm = alarm.reader
        state = Mutex(State(control: control, quiet: alarm.writer, memoryLimit: limits.memory))
    }

    /// Starts a worker on `input`: own process group, folder `/`, a minimal environment, no descriptor of ours.
    /// - Parameter executable: the path of `sluice`; it is not searched for.
    package static func start(
        executable: String, arguments: [String] = ["__worker"], input: WorkerInput,
        limits: WorkerLimits = WorkerLimits()
    ) throws(IsolationError) -> WorkerProcess {
        let alarm = try Pipe.open()
        let spawned = try SpawnedWorker.start(executable: executable, arguments: arguments, input: input)
        let pid = spawned.pid
        let process = sluice_pidfd_open(pid)
        guard process >= 0 else {
            let failure = SystemError.last("watch a process")
            _ = Glibc.kill(-pid, SIGKILL)
            var ignored = sluice_exit()
            _ = sluice_reap(pid, &ignored)
            throw .system(failure)
        }
        return WorkerProcess(
            pid: pid, control: spawned.control, events: spawned.events, log: spawned.log,
            process: FileDescriptor(adopting: process), alarm: alarm, limits: limits)
    }

    deinit { terminate() }

    /// Exchanges versions. To be called before anything else is sent or taken.
    ///
    /// - Returns: what the worker has closed itself in with.
    @discardableResult
    package func handshake(version: String) throws(IsolationError) -> Sandbox {
        try send(.hello(version: version))
        guard case .hello(let hello)? = try nextEvent() else { throw violation("no hello from the worker") }
        guard hello.version == version else {
            terminate()
            throw .versionMismatch(ours: version, theirs: printable(hello.version))
        }
        return hello.sandbox
    }

    /// Hands over a command; waits, within the stall limit, while the worker takes it.
    package func send(_ command: WorkerCommand) throws(IsolationError) {
        let frame = try command.frame()
        let head = frame.header.bytes
        let deadline = SuspendingClock.now + limits.stall
        var written = 0
        while written < head.count + frame.payload.count {
            switch try writeControl(head, frame.payload, from: written) {
            case .taken(let count): written += count
            case .full: try wait(for: .commandTaken, until: deadline)
            case .gone: throw try ended()
            }
        }
    }

    /// Waits, within the stall limit, for the next event. Nil when the process ended well after its control pipe was closed.
    package func nextEvent() throws(IsolationError) -> WorkerEvent? {
        try checkMemory()
        let source = EventSource(process: self, deadline: SuspendingClock.now + limits.stall)
        guard !state.withLock({ $0.isTerminated }) else { throw .terminated }
        do throws(IsolationError) {
            guard let header = try source.nextHeader() else {
                let error = try ended()
                guard case .exited(0, _) = error, state.withLock({ $0.control == nil }) else { throw error }
                return nil
            }
            let event = try WorkerEvent(header, from: source)
            try count(event)
            return event
        } catch {
            if case .protocolViolation(let detail) = error { throw violation(detail) }
            throw error
        }
    }

    /// Lets the process grow to so many resident bytes from here on.
    package func allow(memory: Int) { state.withLock { $0.memoryLimit = memory } }

    /// Closes the control pipe, which is the order to exit, waits for the grace, kills what is left and reaps.
    package func finish() -> WorkerExit {
        state.withLock { $0.control = nil }
        if !waitForEnd(within: limits.grace) { kill(SIGKILL) }
        return reap()
    }

    /// Ends the process and its group now: closed control pipe and SIGTERM, SIGKILL after the grace. Wakes the thread that
    /// waits for events, which gets `terminated`. Any thread, any number of times; returns when the process is reaped.
    package func terminate() {
        state.withLock { state in
            state.control = nil
            state.quiet = nil
        }
        kill(SIGTERM)
        if !waitForEnd(within: limits.grace) { kill(SIGKILL) }
        _ = reap()
    }

    /// The end, at most 16 KiB, of what the process has written to its standard error so far.
    package var logTail: String {
        drainLog()
        return state.withLock { $0.log.text }
    }

    // MARK: - Waiting

    private enum Occasion {
        case commandTaken
        case eventArrived
    }

    private func wait(for occasion: Occasion, until deadline: SuspendingClock.Instant) throws(IsolationError) {
        let watched: pollfd
        switch occasion {
        case .commandTaken:
            // Closing it meanwhile rings the alarm, so a descriptor that means something else by then does no harm.
            let control = state.withLock { $0.control?.rawValue }
            watched = pollfd(fd: control ?? -1, events: Int16(POLLOUT), revents: 0)
        case .eventArrived: watched = pollfd(fd: events.rawValue, events: Int16(POLLIN), revents: 0)
        }
        var isLogOpen = true
        while true {
            var descriptors = [
                watched, pollfd(fd: alarm.rawValue, events: Int16(POLLIN), revents: 0),
                pollfd(fd: isLogOpen ? log.rawValue : -1, events: Int16(POLLIN), revents: 0),
            ]
            let look = SuspendingClock.now + WorkerLimits.memoryInterval
            let ready = poll(&descriptors, 3, Self.milliseconds(until: min(deadline, look)))
            if ready < 0 && errno != EINTR { throw .system(.last("wait for a worker")) }
            if ready < 0 { continue }
            if descriptors[1].revents != 0 { throw .terminated }
            if descriptors[2].revents != 0 { isLogOpen = drainLog() }
            if descriptors[0].revents != 0 { return }
            try checkMemory()
            if SuspendingClock.now >= deadline {
                terminate()
                throw .stalled(limits.stall)
            }
        }
    }

    /// Ends a process that has grown too large; looks no more often than the limits say.
    private func checkMemory() throws(IsolationError) {
        let limit = state.withLock { state -> Int? in
            guard SuspendingClock.now >= state.nextLook else { return nil }
            state.nextLook = .now + WorkerLimits.memoryInterval
            return state.memoryLimit
        }
        guard let limit, limit < .max, residentBytes(of: pid) > limit else { return }
        kill(SIGKILL)
        terminate()
        throw .overMemory(limit: limit)
    }

    /// True when the process has ended.
    private func waitForEnd(within limit: Duration) -> Bool {
        let deadline = SuspendingClock.now + limit
        var descriptor = pollfd(fd: process.rawValue, events: Int16(POLLIN), revents: 0)
        while true {
            let ready = poll(&descriptor, 1, Self.milliseconds(until: deadline))
            if ready > 0 { return true }
            if SuspendingClock.now >= deadline { return false }
        }
    }

    private static func milliseconds(until deadline: SuspendingClock.Instant) -> Int32 {
        let left = (deadline - SuspendingClock.now) / .milliseconds(1)
        return Int32(min(max(0, left.rounded(.up)), 1e9))
    }

    // MARK: - Ending

    /// To the whole group, and never to a number that may have been given away.
    private func kill(_ signal: Int32) {
        state.withLock { state in
            if state.exit == nil { _ = Glibc.kill(-pid, signal) }
        }
    }

    /// Waits for the process, ends what is left of its group, and keeps its exit.
    private func reap() -> WorkerExit {
        while !waitForEnd(within: .seconds(3600)) {}
        drainLog()
        return state.withLock { state in
            if let exit = state.exit { return exit }
            _ = Glibc.kill(-pid, SIGKILL)
            var result = sluice_exit()
            // A host that reaps every child itself leaves nothing to learn here.
            _ = sluice_reap(pid, &result)
            let exit = WorkerExit(result)
            state.exit = exit
            return exit
        }
    }

    /// The process closed its pipe: how it ended, as the error to throw.
    private func ended() throws(IsolationError) -> IsolationError {
        if state.withLock({ $0.isTerminated }) { return .terminated }
        if !waitForEnd(within: limits.grace) { kill(SIGKILL) }
        let exit = reap()
        let log = state.withLock { $0.log.text }
        switch exit.status {
        case .exited(let code): return .exited(code: code, log: log)
        case .crashed(SIGXCPU): return .overTime
        case .crashed(let signal): return .crashed(signal: signal, log: log)
        }
    }

    private func violation(_ detail: String) -> IsolationError {
        terminate()
        return .protocolViolation(detail)
    }

    private func count(_ event: WorkerEvent) throws(IsolationError) {
        guard case .finding = event else { return }
        let isTooMany = state.withLock { state in
            state.findings += 1
            return state.findings > FrameLimit.findings
        }
        if isTooMany { throw .protocolViolation("more than \(FrameLimit.findings) findings") }
    }

    // MARK: - Pipes

    private enum Transfer {
        case taken(Int)
        case full
        case gone
    }

    private func writeControl(_ head: [UInt8], _ body: [UInt8], from offset: Int) throws(IsolationError) -> Transfer {
        try state.withLock { state throws(IsolationError) -> Transfer in
            if state.isTerminated { throw .terminated }
            guard state.control != nil else { throw .disconnected }
            do throws(SystemError) {
                return .taken(try state.control!.write(head.span.bytes, body.span.bytes, from: offset))
            } catch {
                switch error.code {
                case EAGAIN: return .full
                case EPIPE: return .gone
                default: throw .system(error)
                }
            }
        }
    }

    /// Takes what is in the log's pipe, and not for ever what is being added. False when it has ended.
    @discardableResult
    private func drainLog() -> Bool {
        state.withLock { state in
            withUnsafeTemporaryAllocation(byteCount: LogTail.limit, alignment: 1) { buffer in
                for _ in 0..<16 {
                    let count = Glibc.read(log.rawValue, buffer.baseAddress, buffer.count)
                    if count == 0 { return false }
                    if count < 0 && errno != EINTR { return errno == EAGAIN }
                    if count > 0 { state.log.append(buffer[..<count]) }
                }
                return true
            }
        }
    }

    /// Reads of the event pipe that wait for what is missing.
    private struct EventSource: FrameSource {
        let process: WorkerProcess
        let deadline: SuspendingClock.Instant

        func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(IsolationError) -> Bool {
            var filled = 0
            while filled < buffer.count {
                switch try take(UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])) {
                case .taken(let count): filled += count
                case .full: try process.wait(for: .eventArrived, until: deadline)
                case .gone:
                    if filled == 0 { return false }
                    throw try process.ended()
                }
            }
            return true
        }

        private func take(_ buffer: UnsafeMutableRawBufferPointer) throws(IsolationError) -> Transfer {
            do throws(SystemError) {
                let count = try process.events.read(into: buffer)
                return count == 0 ? .gone : .taken(count)
            } catch {
                guard error.code == EAGAIN else { throw .system(error) }
                return .full
            }
        }
    }
}
