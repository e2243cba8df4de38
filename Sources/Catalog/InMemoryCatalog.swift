import Events
import MediaCore
import Planning
import Presentation

/// A catalog that lives as long as its process: what the command line uses.
package actor InMemoryCatalog: Catalog {
    private struct Asset {
        var state = AssetState.uploaded
        var segments: [TrackID: [SegmentRecord]] = [:]
    }

    private struct Job {
        let id: Int
        let asset: AssetID
        let kind: JobKind
        /// The fence of the claim that holds it; nil while it waits.
        var fence: Int64?
        /// Jobs that must end before this one is handed out.
        var blockers: Set<Int>
    }

    private var assets: [AssetID: Asset] = [:]
    /// Those that have not ended, in the order of their making.
    private var jobs: [Job] = []
    private var events: [AssetEvent] = []
    private var lastJob = 0
    private var lastFence: Int64 = 0

    package init() {}

    package func register(_ asset: AssetID) throws(CatalogError) {
        guard assets[asset] == nil else { throw .alreadyRegistered(asset) }
        assets[asset] = Asset()
        events.append(AssetEvent(asset: asset, kind: .uploaded))
        add(.ingest, to: asset, after: [])
    }

    package func claim(_ pool: JobKind.Pool) throws(CatalogError) -> ClaimedJob? {
        guard let index = jobs.firstIndex(where: { $0.fence == nil && $0.blockers.isEmpty && $0.kind.pool == pool }) else {
            return nil
        }
        lastFence += 1
        jobs[index].fence = lastFence
        return ClaimedJob(id: jobs[index].id, asset: jobs[index].asset, kind: jobs[index].kind, fence: lastFence)
    }

    package func completeIngest(_ job: ClaimedJob, plan: TranscodePlan, chunksPerJob: Int) throws(CatalogError) {
        try end(job, movingAssetTo: .processing)
        var tracks: Set<Int> = []
        if plan.hasEncodedSound { tracks.insert(add(.audio, to: job.asset, after: [])) }
        if plan.hasCopies { tracks.insert(add(.copy, to: job.asset, after: [])) }
        if let video = plan.video, !video.chunks.isEmpty {
            let count = video.chunks.count
            let step = video.decode == .sequential ? count : max(1, chunksPerJob)
            let runs = stride(from: 0, to: count, by: step).map { $0..<min(count, $0 + step) }
            let chunks = Set(runs.map { add(.chunks(first: $0.lowerBound, count: $0.count), to: job.asset, after: []) })
            tracks.formUnion(chunks)
            tracks.insert(add(.pictures, to: job.asset, after: chunks))
        }
        add(.publish, to: job.asset, after: tracks)
    }

    package func completeTracks(_ job: ClaimedJob, segments: [TrackID: [SegmentRecord]]) throws(CatalogError) {
        try end(job)
        for (track, records) in segments { assets[job.asset]?.segments[track, default: []].append(contentsOf: records) }
    }

    package func completePictures(_ job: ClaimedJob) throws(CatalogError) { try end(job) }

    package func segments(of asset: AssetID) throws(CatalogError) -> [TrackID: [SegmentRecord]] {
        guard let found = assets[asset] else { throw .noSuchAsset(asset) }
        return found.segments.mapValues { $0.sorted { $0.number < $1.number } }
    }

    package func completePublish(_ job: ClaimedJob) throws(CatalogError) {
        try end(job, movingAssetTo: .published)
        events.append(AssetEvent(asset: job.asset, kind: .processed))
    }

    package func fail(_ job: ClaimedJob) throws(CatalogError) {
        try end(job, movingAssetTo: .failed)
        jobs.removeAll { $0.asset == job.asset }
        events.append(AssetEvent(asset: job.asset, kind: .failed))
    }

    package func state(of asset: AssetID) throws(CatalogError) -> AssetState {
        guard let found = assets[asset] else { throw .noSuchAsset(asset) }
        return found.state
    }

    package func takeEvents() -> [AssetEvent] {
        defer { events = [] }
        return events
    }

    @discardableResult
    private func add(_ kind: JobKind, to asset: AssetID, after blockers: Set<Int>) -> Int {
        lastJob += 1
        jobs.append(Job(id: lastJob, asset: asset, kind: kind, fence: nil, blockers: blockers))
        return lastJob
    }

    /// Removes a job that `claimed` still holds, unblocks what waited for it and moves its asset on; all of it or nothing.
    private func end(_ claimed: ClaimedJob, movingAssetTo state: AssetState? = nil) throws(CatalogError) {
        guard let index = jobs.firstIndex(where: { $0.id == claimed.id }), jobs[index].fence == claimed.fence else {
            throw .leaseLost(job: claimed.id)
        }
        if let state { try move(claimed.asset, to: state) }
        jobs.remove(at: index)
        for other in jobs.indices { jobs[other].blockers.remove(claimed.id) }
    }

    private func move(_ asset: AssetID, to state: AssetState) throws(CatalogError) {
        guard let current = assets[asset]?.state else { throw .noSuchAsset(asset) }
        guard current.allows(state) else { throw .notAllowed(asset: asset, from: current, to: state) }
        assets[asset]?.state = state
    }
}
