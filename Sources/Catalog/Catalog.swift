import Events
import MediaCore
import Planning
import Presentation

/// What is known of assets and their jobs. Every method is one transaction and says what it is for: state, jobs and events change
/// together or not at all. Jobs that depend on others are handed out only when those are done, which is counted here.
///
/// A claim is a lease with a fence. Methods that take a `ClaimedJob` throw `leaseLost` unless its fence is the job's latest and the
/// lease has neither ended nor been taken away; what was done for it is then to be thrown away.
package protocol Catalog: Sendable {
    // MARK: - Uploads

    /// A new asset whose bytes are on disk. Creates its `ingest` job and the event `uploaded`.
    ///
    /// - Returns: the new asset, or the one that the tenant uploaded under the same key before; then nothing is created.
    @discardableResult
    func register(_ upload: Upload) async throws(CatalogError) -> AssetID

    // MARK: - Jobs

    /// Hands out the next job of `pool`; nil where none is ready, or while the catalog is paused. Tenants take turns by what their
    /// jobs cost; within a tenant jobs come by priority and age.
    ///
    /// - Parameters:
    ///   - owner: who asks, for `recover`.
    ///   - memory: jobs whose workers may need more are passed over.
    func claim(_ pool: JobKind.Pool, owner: String, memory: Int) async throws(CatalogError) -> ClaimedJob?

    /// Prolongs the leases of all of these jobs.
    ///
    /// - Returns: those that are lost.
    func renew(_ jobs: [ClaimedJob]) async throws(CatalogError) -> [ClaimedJob]

    /// Gives a job back as if it had not been claimed.
    func release(_ job: ClaimedJob) async throws(CatalogError)

    /// Gives back every running job of owners that are known to be gone; they count as interrupted, not as crashed.
    func recover(from owners: [String]) async throws(CatalogError)

    /// Those who hold leases.
    func owners() async throws(CatalogError) -> [String]

    /// Ends the `ingest` job and creates the jobs of `plan`.
    ///
    /// - Parameters:
    ///   - chunksPerJob: at most; a sequential plan is one job in any case.
    ///   - memory: of one worker that encodes, in bytes.
    func completeIngest(
        _ job: ClaimedJob, plan: TranscodePlan, chunksPerJob: Int, memory: Int
    ) async throws(CatalogError)

    /// Ends a `chunks` or `audio` job with what it wrote.
    func completeTracks(_ job: ClaimedJob, segments: [TrackID: [SegmentRecord]]) async throws(CatalogError)

    /// An asset in the making can be watched from its beginning: the event `playable`, the first time it is said.
    func notePlayable(_ asset: AssetID) async throws(CatalogError)

    /// Ends the `pictures` job.
    func completePictures(_ job: ClaimedJob) async throws(CatalogError)

    /// Ends the `publish` job and makes the asset `published`, with the event `processed`. The job's fence is the generation.
    func completePublish(_ job: ClaimedJob) async throws(CatalogError)

    /// A job did not end well. Where it is not tried again its asset ends with it, with the event `failed`.
    @discardableResult
    func fail(_ job: ClaimedJob, _ failure: FailureClass, reason: String) async throws(CatalogError) -> FailureVerdict

    // MARK: - Orders of people

    /// Ends an asset whose jobs have not all ended; leases on them are lost at once.
    func cancel(_ asset: AssetID) async throws(CatalogError)

    /// Makes an asset anew, from ingest on; leases on its jobs are lost at once. What is published stays until the new generation replaces it.
    ///
    /// - Parameter order: instead of the former one.
    func restart(_ asset: AssetID, order: String?) async throws(CatalogError)

    /// Forgets everything about an asset but its name. Its key may be used again.
    func delete(_ asset: AssetID) async throws(CatalogError)

    /// Hands out no jobs until the same reason is resumed. Running ones go on.
    func pause(_ reason: String) async throws(CatalogError)
    func resume(_ reason: String) async throws(CatalogError)

    // MARK: - Reading

    func asset(_ asset: AssetID) async throws(CatalogError) -> AssetRecord

    /// The plan of an asset in the making; nil before ingest is done and after the asset has ended.
    func plan(of asset: AssetID) async throws(CatalogError) -> TranscodePlan?

    /// All segments of an asset so far, in order.
    func segments(of asset: AssetID) async throws(CatalogError) -> [TrackID: [SegmentRecord]]

    func jobs(of asset: AssetID) async throws(CatalogError) -> [JobRecord]

    /// Assets in the order of their arrival, the latest first, so many at most; those of one state where one is named.
    func assets(_ state: AssetState?, limit: Int) async throws(CatalogError) -> [AssetRecord]

    func depths() async throws(CatalogError) -> [QueueDepth]

    /// Why no jobs are handed out; empty where they are.
    func pauses() async throws(CatalogError) -> [String]

    // MARK: - Outbox

    /// Events that have not been acknowledged, oldest first.
    func pendingEvents(limit: Int) async throws(CatalogError) -> [RecordedEvent]

    func acknowledge(_ events: [RecordedEvent]) async throws(CatalogError)
}

package enum CatalogError: Error, Hashable, Sendable {
    case noSuchAsset(AssetID)
    case alreadyRegistered(AssetID)
    /// The job was claimed again, ended, or dropped, or its lease ran out: what was done for it does not count.
    case leaseLost(job: Int)
    case notAllowed(asset: AssetID, from: AssetState, to: AssetState)
    /// Somebody else kept the store locked for too long.
    case busy(store: String)
    /// The store could not be read or written.
    case inaccessible(store: String, reason: String)
    /// The store is not what it should be, and is left as it is.
    case unusable(store: String, reason: String)
}

extension CatalogError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noSuchAsset(let asset): "There is no asset \(asset)."
        case .alreadyRegistered(let asset): "The asset \(asset) exists already."
        case .leaseLost(let job): "Job \(job) is no longer held; its work was discarded."
        case .notAllowed(let asset, let from, let to): "Asset \(asset) is \(from.rawValue) and cannot become \(to.rawValue)."
        case .busy(let store): "The catalog \(store) stayed locked by another process; try again."
        case .inaccessible(let store, let reason): "The catalog \(store) cannot be read or written: \(reason)."
        case .unusable(let store, let reason): "The catalog \(store) cannot be used: \(reason)"
        }
    }
}
