import Catalog
import Logging
import MediaCore
import Threading

/// Hands out a catalog's jobs to the pipelines of their assets, as many at once as there is room for, and keeps their leases. What
/// became of a job is told to the catalog; one whose lease is lost is ended and forgotten.
package actor Scheduler {
    /// An open pipeline and how many of its jobs are under way.
    private final class Session {
        let asset: AssetID
        let pipeline: TranscodePipeline
        var jobs = 0
        var idleSince = ContinuousClock.now

        init(_ asset: AssetID, _ pipeline: TranscodePipeline) {
            self.asset = asset
            self.pipeline = pipeline
        }
    }

    private struct Held {
        let job: ClaimedJob
        let session: Session
    }

    private let catalog: any Catalog
    private let owner: String
    private let options: SchedulerOptions
    private let open: @Sendable (AssetID) async throws -> TranscodePipeline
    private let bell = Bell()

    /// From when on no more jobs are claimed, and until when those under way may end.
    private var deadline: ContinuousClock.Instant?
    private var held: [Int: Held] = [:]
    /// Of each asset the one that takes its next job.
    private var sessions: [AssetID: Session] = [:]
    private var failure: (any Error)?
    private var lastRenewal = ContinuousClock.now
    /// Nil until the first look: an earlier process may have left its pause.
    private var isDiskFull: Bool?
    private var nextDiskCheck = ContinuousClock.now

    /// - Parameters:
    ///   - owner: names this process to the catalog.
    ///   - open: makes the pipeline of an asset.
    package init(
        _ catalog: any Catalog, owner: String, options: SchedulerOptions,
        open: @escaping @Sendable (AssetID) async throws -> TranscodePipeline
    ) {
        self.catalog = catalog
        self.owner = owner
        self.options = options
        self.open = open
    }

    /// Works until `drain` or `stop` is called, the task is cancelled, or, where that is asked for, nothing is left to do.
    ///
    /// - Throws: what kept the catalog from answering, or the first failure where none is tried again.
    package func run(untilIdle: Bool = false) async throws {
        let renewal = options.isShared ? Task { await keepLeases() } : nil
        defer { renewal?.cancel() }
        try await withThrowingDiscardingTaskGroup { group in
            do {
                try await work(&group, untilIdle: untilIdle)
            } catch {
                endJobs { _ in true }
                throw error
            }
        }
        for session in sessions.values { await retire(session) }
        if let failure { throw failure }
    }

    /// Claims no more jobs and gives those under way a while to end; then they are given back.
    package func drain(within grace: Duration) {
        deadline = min(deadline ?? .now + grace, .now + grace)
        bell.ring()
    }

    /// Ends everything now; jobs under way are given back.
    package func stop() {
        deadline = .now
        bell.ring()
    }

    /// Has the scheduler look for jobs at once.
    package nonisolated func wake() { bell.ring() }

    // MARK: - Claiming

    private func work(_ group: inout ThrowingDiscardingTaskGroup<any Error>, untilIdle: Bool) async throws {
        while true {
            if Task.isCancelled { deadline = .now }
            if let deadline {
                if held.isEmpty { return }
                if deadline <= .now { endJobs { _ in true } }
            } else if failure != nil {
                if held.isEmpty { return }
            } else if try await claimAsAnswered(&group), held.isEmpty, untilIdle {
                return
            }
            await closeIdleSessions()
            await bell.wait(atMost: options.isShared ? patience : nil)
        }
    }

    /// Until the next look, or the end of a drain.
    private var patience: Duration {
        guard let deadline, deadline > .now else { return options.poll }
        return min(options.poll, deadline - .now)
    }

    /// A catalog that does not answer for a while is asked again at the next look.
    ///
    /// - Returns: whether nothing is left to do.
    private func claimAsAnswered(_ group: inout ThrowingDiscardingTaskGroup<any Error>) async throws -> Bool {
        do {
            try await claim(&group)
            return try await catalog.depths().allSatisfy { $0.ready + $0.delayed + $0.running == 0 }
        } catch let error as CatalogError {
            switch error {
            case .busy, .inaccessible: return false
            default: throw error
            }
        }
    }

    private func claim(_ group: inout ThrowingDiscardingTaskGroup<any Error>) async throws {
        guard try await hasRoom() else { return }
        // A look costs nothing, a claim a sync.
        let depths = try await catalog.depths()
        for depth in depths
        where depth.ready + depth.delayed + depth.running > held.values.count(where: { $0.job.kind.pool == depth.pool }) {
            while deadline == nil, failure == nil, let job = try await next(depth.pool) {
                do {
                    let session = try await session(for: job)
                    session.jobs += 1
                    held[job.id] = Held(job: job, session: session)
                    group.addTask { await self.perform(job.id) }
                } catch {
                    await settle(job, error)
                }
            }
        }
    }

    private func next(_ pool: JobKind.Pool) async throws -> ClaimedJob? {
        guard held.values.count(where: { $0.job.kind.pool == pool }) < options.slots[pool] ?? 0 else { return nil }
        let inUse = held.values.reduce(0) { $0 + $1.job.memory }
        let job = try await catalog.claim(pool, owner: owner, memory: inUse == 0 ? .max : max(0, options.memory - inUse))
        if let job {
            log(.debug, "job claimed", job)
            try Failpoint.pass(.claimed)
        }
        return job
    }

    /// Publishing begins in a staging of its own, so that a crash in the middle leaves what the other jobs have put.
    private func session(for job: ClaimedJob) async throws -> Session {
        if let open = sessions[job.asset] {
            guard job.kind == .publish, open.pipeline.isJournaled else { return open }
            await retire(open)
        }
        let session = Session(job.asset, try await open(job.asset))
        sessions[job.asset] = session
        return session
    }

    // MARK: - Doing

    private func perform(_ id: Int) async {
        guard let (job, session) = held[id].map({ ($0.job, $0.session) }) else { return }
        do {
            let start = ContinuousClock.now
            try await session.pipeline.perform(job)
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            log(.info, "job done", job, ["seconds": "\((seconds * 100).rounded() / 100)"])
        } catch {
            await settle(job, error)
            // What it has put is in the way of whoever does the job again.
            await retire(session)
        }
        held[id] = nil
        session.jobs -= 1
        session.idleSince = .now
        if sessions[session.asset] !== session { await close(session) }
        bell.ring()
    }

    /// The one place where the end of a job that was not done becomes its outcome.
    private func settle(_ job: ClaimedJob, _ error: any Error) async {
        let failure = JobFailure(error)
        guard options.isShared else {
            self.failure = self.failure ?? error
            endJobs { _ in true }
            _ = try? await catalog.fail(job, .permanent, reason: failure.description)
            return
        }
        switch failure.failureClass {
        case let kind?: log(.warning, "job failed", job, ["class": "\(kind.rawValue)", "reason": "\(failure)"])
        case nil: log(.info, "job given back", job, ["reason": "\(failure)"])
        }
        if failure.isFullDisk {
            isDiskFull = true
            nextDiskCheck = .now + options.diskCheckInterval
        }
        await tell { [catalog] in
            if failure.isFullDisk { try await catalog.pause(Self.diskPause) }
            if error is WorkMissing {
                try await catalog.restart(job.asset, order: nil)
            } else if let kind = failure.failureClass {
                _ = try await catalog.fail(job, kind, reason: failure.description)
            } else {
                try await catalog.release(job)
            }
        }
    }

    /// Tries until the catalog has heard it or does not want to. What it never hears, the end of the lease tells it.
    private func tell(_ message: () async throws -> Void) async {
        let end = ContinuousClock.now + options.timing.lease
        while ContinuousClock.now < end {
            do {
                return try await message()
            } catch CatalogError.leaseLost, CatalogError.noSuchAsset, CatalogError.notAllowed {
                return
            } catch {
                try? await Task.sleep(for: options.poll)
            }
        }
    }

    private func log(_ level: Logger.Level, _ message: Logger.Message, _ job: ClaimedJob, _ more: Logger.Metadata = [:]) {
        var metadata: Logger.Metadata = ["asset": "\(job.asset)", "job": "\(job.kind.name.rawValue)", "fence": "\(job.fence)"]
        if let chunk = job.kind.chunks.first { metadata["chunk"] = "\(chunk)" }
        options.logger.log(level: level, message, metadata: metadata.merging(more) { $1 })
    }

    // MARK: - Sessions

    private func closeIdleSessions() async {
        for session in sessions.values
        where session.jobs == 0 && session.pipeline.isJournaled && .now - session.idleSince > options.linger {
            await retire(session)
        }
    }

    /// Gives it no more jobs, and closes it once it has none.
    private func retire(_ session: Session) async {
        if sessions[session.asset] === session { sessions[session.asset] = nil }
        if session.jobs == 0 { await close(session) }
    }

    private func close(_ session: Session) async {
        guard session.jobs == 0, session.pipeline.isJournaled else { return }
        let record = try? await catalog.asset(session.asset)
        let pipeline = session.pipeline
        // What cannot be removed now is collected at the next start.
        try? await blockingCall(named: "close") { try pipeline.close(record) }
    }

    // MARK: - Leases

    private func keepLeases() async {
        var isLate = false
        while !Task.isCancelled {
            try? await Task.sleep(for: isLate ? options.timing.renewal / 4 : options.timing.renewal)
            if held.isEmpty {
                lastRenewal = .now
                continue
            }
            // The clock runs on while the machine sleeps.
            if .now - lastRenewal > options.timing.selfFence { endJobs { _ in true } }
            let start = ContinuousClock.now
            do {
                let lost = try await catalog.renew(held.values.map(\.job))
                for job in lost { log(.warning, "lease lost", job) }
                if !lost.isEmpty { endJobs { lost.contains($0) } }
                lastRenewal = start
                isLate = false
            } catch {
                isLate = true
                // Others may soon hold the jobs of this process: its workers end before that.
                if .now - lastRenewal > options.timing.selfFence { endJobs { _ in true } }
            }
        }
    }

    /// Ends the workers of some jobs, and with them all jobs of their sessions. Does not wait.
    private func endJobs(_ isToEnd: (ClaimedJob) -> Bool) {
        for held in held.values where isToEnd(held.job) {
            let pipeline = held.session.pipeline
            Task { try? await blockingCall(named: "stop") { pipeline.terminate() } }
        }
    }

    // MARK: - Room on the disk

    private func hasRoom() async throws -> Bool {
        guard let hasRoom = options.hasRoom, ContinuousClock.now >= nextDiskCheck else { return isDiskFull != true }
        nextDiskCheck = .now + options.diskCheckInterval
        let isFull = try await blockingCall(named: "disk") { !hasRoom() }
        if isFull != isDiskFull {
            if isFull { options.logger.warning("no job begins before the disk has room") }
            try await isFull ? catalog.pause(Self.diskPause) : catalog.resume(Self.diskPause)
        }
        isDiskFull = isFull
        return !isFull
    }

    /// Why nothing is claimed while the disk is full, as people see it.
    package static let diskPause = "disk"
}
