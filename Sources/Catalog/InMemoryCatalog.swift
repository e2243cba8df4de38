import Events
import MediaCore
import Planning
import Presentation

/// A catalog that lives as long as its process: what `sluice transcode` uses.
package actor InMemoryCatalog: Catalog {
    private struct Asset {
        var record: AssetRecord
        var key: UploadKey?
        var plan: TranscodePlan?
        var segments: [TrackID: [SegmentRecord]] = [:]
        var jobs: [Int] = []
        var isPlayable = false
        /// When it was asked for, or asked for anew.
        var queued: CatalogTime
    }

    private struct UploadKey: Hashable {
        let tenant: String
        let key: String
    }

    private struct Job {
        var record: JobRecord
        let cost: Int
        let memory: Int
    }

    private let rules: CatalogRules
    private var now = CatalogTime(milliseconds: 0)
    private var assets: [AssetID: Asset] = [:]
    private var arrivals: [AssetID] = []
    private var uploads: [UploadKey: AssetID] = [:]
    private var jobs: [Int: Job] = [:]
    private var running: Set<Int> = []
    private var delayed: Set<Int> = []
    /// No lease ends before; nil where there is none.
    private var firstExpiry: CatalogTime?
    private var lanes: [JobKind.Pool: Lanes] = [.encoding: Lanes(), .light: Lanes()]
    private var reasonsToPause: Set<String> = []
    private var events: [RecordedEvent] = []
    private var lastJob = 0
    private var lastFence: Int64 = 0
    private var lastEvent: Int64 = 0

    /// - Parameter rules: by default those of a process that is alone, whose claims nobody can take over.
    package init(rules: CatalogRules = .ofOneProcess) { self.rules = rules }

    // MARK: - Uploads

    @discardableResult
    package func register(_ upload: Upload) throws(CatalogError) -> AssetID {
        tick()
        let key = upload.key.map { UploadKey(tenant: upload.tenant, key: $0) }
        if let key, let known = uploads[key] { return known }
        guard assets[upload.asset] == nil else { throw .alreadyRegistered(upload.asset) }
        assets[upload.asset] = Asset(
            record: AssetRecord(
                id: upload.asset, tenant: upload.tenant, priority: upload.priority, state: .uploaded, order: upload.order,
                generation: nil, reason: nil, created: now, changed: now), key: key, queued: now)
        arrivals.append(upload.asset)
        if let key { uploads[key] = upload.asset }
        record(.uploaded, of: upload.asset)
        add(.ingest, to: upload.asset)
        return upload.asset
    }

    // MARK: - Jobs

    package func claim(_ pool: JobKind.Pool, owner: String, memory: Int) throws(CatalogError) -> ClaimedJob? {
        tick()
        expireLeases()
        for id in delayed.sorted() where jobs[id].map({ $0.record.readyAt <= now }) == true { makeReady(id) }
        guard reasonsToPause.isEmpty, let id = lanes[pool]?.take(fitting: { jobs[$0].map { $0.memory <= memory } ?? false }),
            var job = jobs[id]
        else { return nil }
        lanes[pool]?.charge(tenant(of: job), job.cost)
        lastFence += 1
        job.record.state = .running
        job.record.fence = lastFence
        job.record.leaseUntil = now + rules.timing.lease
        firstExpiry = min(firstExpiry ?? now + rules.timing.lease, now + rules.timing.lease)
        job.record.owner = owner
        jobs[id] = job
        running.insert(id)
        return ClaimedJob(id: id, asset: job.record.asset, kind: job.record.kind, fence: lastFence, memory: job.memory)
    }

    package func renew(_ held: [ClaimedJob]) throws(CatalogError) -> [ClaimedJob] {
        tick()
        return held.filter { job in
            guard isHeld(job) else { return true }
            jobs[job.id]?.record.leaseUntil = now + rules.timing.lease
            return false
        }
    }

    package func release(_ job: ClaimedJob) throws(CatalogError) {
        tick()
        try checkLease(job)
        makeReady(job.id)
    }

    package func recover(from owners: [String]) throws(CatalogError) {
        tick()
        for id in running.sorted() where jobs[id]?.record.owner.map(owners.contains) == true { makeReady(id) }
    }

    package func owners() -> [String] { Set(running.compactMap { jobs[$0]?.record.owner }).sorted() }

    package func completeIngest(
        _ job: ClaimedJob, plan: TranscodePlan, chunksPerJob: Int, memory: Int
    ) throws(CatalogError) {
        try end(job, movingAssetTo: .processing)
        assets[job.asset]?.plan = plan
        for planned in plan.jobs(chunksPerJob: chunksPerJob, memory: memory) {
            add(planned.kind, to: job.asset, blockers: planned.blockers, cost: planned.cost, memory: planned.memory)
        }
    }

    package func completeTracks(_ job: ClaimedJob, segments: [TrackID: [SegmentRecord]]) throws(CatalogError) {
        try end(job)
        for (track, records) in segments { assets[job.asset]?.segments[track, default: []].append(contentsOf: records) }
    }

    package func completePictures(_ job: ClaimedJob) throws(CatalogError) { try end(job) }

    package func notePlayable(_ asset: AssetID) throws(CatalogError) {
        let known = try found(asset)
        guard known.record.state == .processing, !known.isPlayable else { return }
        assets[asset]?.isPlayable = true
        record(.playable, of: asset)
    }

    package func completePublish(_ job: ClaimedJob) throws(CatalogError) {
        try end(job, movingAssetTo: .published)
        assets[job.asset]?.record.generation = job.fence
        record(.processed, of: job.asset)
    }

    package func fail(_ job: ClaimedJob, _ failure: FailureClass, reason: String) throws(CatalogError) -> FailureVerdict {
        tick()
        try checkLease(job)
        return judge(job.id, failure, reason: reason)
    }

    // MARK: - Orders of people

    package func cancel(_ asset: AssetID) throws(CatalogError) {
        tick()
        try move(asset, to: .cancelled)
        record(.failed, of: asset)
    }

    package func restart(_ asset: AssetID, order: String?) throws(CatalogError) {
        tick()
        try move(asset, to: .uploaded)
        forgetJobs(of: asset)
        assets[asset]?.isPlayable = false
        assets[asset]?.queued = now
        if let order { assets[asset]?.record.order = order }
        add(.ingest, to: asset)
    }

    package func delete(_ asset: AssetID) throws(CatalogError) {
        tick()
        try move(asset, to: .deleted)
        forgetJobs(of: asset)
        if let key = assets[asset]?.key { uploads[key] = nil }
        assets[asset]?.key = nil
        assets[asset]?.record.order = ""
        assets[asset]?.record.generation = nil
        record(.deleted, of: asset)
    }

    package func pause(_ reason: String) { reasonsToPause.insert(reason) }
    package func resume(_ reason: String) { reasonsToPause.remove(reason) }

    // MARK: - Reading

    package func asset(_ asset: AssetID) throws(CatalogError) -> AssetRecord { try found(asset).record }
    package func plan(of asset: AssetID) throws(CatalogError) -> TranscodePlan? { try found(asset).plan }

    package func segments(of asset: AssetID) throws(CatalogError) -> [TrackID: [SegmentRecord]] {
        try found(asset).segments.mapValues { $0.sorted { $0.number < $1.number } }
    }

    package func jobs(of asset: AssetID) throws(CatalogError) -> [JobRecord] {
        try found(asset).jobs.compactMap { jobs[$0]?.record }
    }

    package func assets(_ state: AssetState?, limit: Int) -> [AssetRecord] {
        let records = arrivals.reversed().lazy.compactMap { self.assets[$0]?.record }
        return Array(records.filter { state == nil || $0.state == state }.prefix(limit))
    }

    package func depths() -> [QueueDepth] {
        JobKind.Pool.allCases.map { pool in
            QueueDepth(
                pool: pool, ready: lanes[pool]?.count ?? 0, delayed: delayed.count { jobs[$0]?.record.kind.pool == pool },
                running: running.count { jobs[$0]?.record.kind.pool == pool })
        }
    }

    package func pauses() -> [String] { reasonsToPause.sorted() }

    // MARK: - Outbox

    package func pendingEvents(limit: Int) -> [RecordedEvent] { Array(events.prefix(limit)) }

    package func acknowledge(_ seen: [RecordedEvent]) {
        let ids = Set(seen.map(\.id))
        events.removeAll { ids.contains($0.id) }
    }

    // MARK: - Steps of a transaction

    private func tick() { now = max(now, rules.clock()) }

    private func found(_ asset: AssetID) throws(CatalogError) -> Asset {
        guard let found = assets[asset] else { throw .noSuchAsset(asset) }
        return found
    }

    private func tenant(of job: Job) -> String { assets[job.record.asset]?.record.tenant ?? "" }

    private func isHeld(_ job: ClaimedJob) -> Bool { running.contains(job.id) && jobs[job.id]?.record.fence == job.fence }

    private func checkLease(_ job: ClaimedJob) throws(CatalogError) {
        guard isHeld(job) else { throw .leaseLost(job: job.id) }
    }

    private func record(_ kind: AssetEvent.Kind, of asset: AssetID) {
        lastEvent += 1
        events.append(RecordedEvent(id: lastEvent, event: AssetEvent(asset: asset, kind: kind)))
    }

    private func add(_ kind: JobKind, to asset: AssetID, blockers: Int = 0, cost: Int = 1, memory: Int = 0) {
        lastJob += 1
        jobs[lastJob] = Job(
            record: JobRecord(
                id: lastJob, asset: asset, kind: kind, state: .waiting, blockers: blockers, readyAt: now, fence: nil,
                leaseUntil: nil, owner: nil, failures: []), cost: cost, memory: memory)
        assets[asset]?.jobs.append(lastJob)
        if blockers == 0 { makeReady(lastJob) }
    }

    private func makeReady(_ id: Int) {
        guard var job = jobs[id], let asset = assets[job.record.asset] else { return }
        leave(id)
        job.record.state = .ready
        job.record.leaseUntil = nil
        jobs[id] = job
        lanes[job.record.kind.pool]?.add(
            id, of: tenant(of: job), rules.orderKey(job.record.kind, queued: asset.queued, priority: asset.record.priority))
    }

    private func expireLeases() {
        guard let first = firstExpiry, first < now else { return }
        for id in running.sorted() where jobs[id]?.record.leaseUntil.map({ $0 < now }) == true {
            _ = judge(id, .crash, reason: "Its lease ran out.")
        }
        firstExpiry = running.compactMap { jobs[$0]?.record.leaseUntil }.min()
    }

    /// Takes a job out of whatever hands it out or holds it.
    private func leave(_ id: Int) {
        guard let job = jobs[id] else { return }
        running.remove(id)
        delayed.remove(id)
        if job.record.state == .ready { lanes[job.record.kind.pool]?.remove(id, of: tenant(of: job)) }
    }

    /// Ends a job that `claimed` still holds, unblocks what waited for it and moves its asset on; all of it or nothing.
    private func end(_ claimed: ClaimedJob, movingAssetTo state: AssetState? = nil) throws(CatalogError) {
        tick()
        try checkLease(claimed)
        // `published` needs nothing dropped: every other job is done.
        if let state { try move(claimed.asset, to: state) }
        leave(claimed.id)
        jobs[claimed.id]?.record.state = .done
        jobs[claimed.id]?.record.leaseUntil = nil
        for id in try found(claimed.asset).jobs {
            guard let other = jobs[id]?.record, other.state == .waiting, other.kind.name.waitsFor.contains(claimed.kind.name)
            else { continue }
            jobs[id]?.record.blockers -= 1
            jobs[id]?.record.readyAt = now
            if other.blockers == 1 { makeReady(id) }
        }
    }

    private func judge(_ id: Int, _ failure: FailureClass, reason: String) -> FailureVerdict {
        guard let job = jobs[id]?.record else { return .failed }
        let horizon = now - rules.timing.crashWindow
        let earlier = job.failures.count { $0.failure == failure && (failure != .crash || $0.at > horizon) }
        jobs[id]?.record.failures.append(JobFailureRecord(failure, at: now, reason: reason))
        let verdict = rules.verdict(failure, earlier: earlier, at: now)
        leave(id)
        jobs[id]?.record.leaseUntil = nil
        switch verdict {
        case .retry(let time):
            jobs[id]?.record.state = .delayed
            jobs[id]?.record.readyAt = time
            delayed.insert(id)
        case .failed, .quarantined:
            jobs[id]?.record.state = .failed
            // Allowed from both states in which an asset has jobs.
            try? move(job.asset, to: verdict == .failed ? .failed : .quarantined)
            assets[job.asset]?.record.reason = reason
            record(.failed, of: job.asset)
        }
        return verdict
    }

    private func move(_ asset: AssetID, to state: AssetState) throws(CatalogError) {
        let current = try found(asset).record.state
        guard current.allows(state) else { throw .notAllowed(asset: asset, from: current, to: state) }
        assets[asset]?.record.state = state
        assets[asset]?.record.changed = now
        assets[asset]?.record.reason = nil
        if !state.isActive {
            assets[asset]?.plan = nil
            if state != .published { dropJobs(of: asset) }
        }
    }

    private func dropJobs(of asset: AssetID) {
        for id in assets[asset]?.jobs ?? [] where jobs[id].map({ ![.done, .failed].contains($0.record.state) }) == true {
            leave(id)
            jobs[id]?.record.state = .dropped
            jobs[id]?.record.leaseUntil = nil
        }
    }

    private func forgetJobs(of asset: AssetID) {
        for id in assets[asset]?.jobs ?? [] {
            leave(id)
            jobs[id] = nil
        }
        assets[asset]?.jobs = []
        assets[asset]?.segments = [:]
    }
}
