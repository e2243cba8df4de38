import Isolation
import MediaCore
import Planning
import Synchronization

/// The worker processes of one asset. An idle one is used again; none is ever shared by two assets. Blocking, any thread.
final class WorkerPool: Sendable {
    private struct State {
        var idle: [WorkerSession] = []
        var all: [WorkerSession] = []
        var isClosed = false
        var sandbox = Sandbox()
        var memoryLimit = WorkerBudget.readingMemory
    }

    private let executable: String
    private let version: String
    private let input: WorkerInput
    private let limits: WorkerLimits
    private let state = Mutex(State())

    /// - Parameters:
    ///   - executable: path of the `sluice` that serves as worker.
    ///   - input: the source, which every worker gets as its standard input.
    ///   - limits: their memory is set by the work and not looked at.
    init(executable: String, version: String, input: WorkerInput, limits: WorkerLimits = WorkerLimits()) {
        self.executable = executable
        self.version = version
        self.input = input
        self.limits = limits
    }

    /// Runs `body` with a worker that nobody else uses meanwhile. One that failed is ended.
    func withWorker<R>(_ body: (WorkerSession) throws -> R) throws -> R {
        let session = try take()
        do {
            let result = try body(session)
            state.withLock { if !$0.isClosed { $0.idle.append(session) } }
            return result
        } catch {
            session.process.terminate()
            throw error
        }
    }

    /// Throws where the source is not what it was at the start.
    func checkInput() throws(IsolationError) { try input.checkUnchanged() }

    /// What the workers have closed themselves in with; complete before the first has started.
    var sandbox: Sandbox { state.withLock { $0.sandbox } }

    /// Lets every worker grow to so many resident bytes from here on.
    func allow(memory: Int) {
        let sessions = state.withLock { state in
            state.memoryLimit = memory
            return state.all
        }
        for session in sessions { session.process.allow(memory: memory) }
    }

    /// Ends every worker now and refuses to start others. Their descriptors are closed once whoever uses them has let go.
    func terminate() {
        let sessions = state.withLock { state in
            defer { (state.all, state.idle) = ([], []) }
            state.isClosed = true
            return state.all
        }
        for session in sessions { session.process.terminate() }
    }

    /// Ends idle workers in order.
    ///
    /// - Returns: what each took in all.
    func finish() -> [WorkerExit] {
        let sessions = state.withLock { state in
            state.isClosed = true
            return state.all
        }
        return sessions.map { $0.process.finish() }
    }

    private func take() throws -> WorkerSession {
        if let idle = state.withLock({ $0.idle.popLast() }) { return idle }
        var limits = limits
        limits.memory = state.withLock { $0.memoryLimit }
        let process = try WorkerProcess.start(executable: executable, input: input, limits: limits)
        let session = WorkerSession(process: process, input: input)
        let isClosed = state.withLock { state in
            if !state.isClosed { state.all.append(session) }
            return state.isClosed
        }
        if isClosed { process.terminate() }
        let sandbox = try process.handshake(version: version)
        state.withLock { $0.sandbox = sandbox }
        return session
    }
}
