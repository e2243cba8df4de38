import Events
import MediaCore
import Planning
import Presentation

/// What is known of assets and their jobs. Every method is one transaction and says what it is for; jobs that depend on others
/// are handed out only when those are done, and whether they are is counted here.
package protocol Catalog: Sendable {
    /// A new asset whose bytes are on disk. Creates its `ingest` job and the event `uploaded`.
    func register(_ asset: AssetID) async throws(CatalogError)

    /// Hands out the next job of `pool`; nil where none is ready.
    func claim(_ pool: JobKind.Pool) async throws(CatalogError) -> ClaimedJob?

    /// Ends the `ingest` job and creates the jobs of `plan`.
    ///
    /// - Parameter chunksPerJob: at most; a sequential plan is one job in any case.
    func completeIngest(_ job: ClaimedJob, plan: TranscodePlan, chunksPerJob: Int) async throws(CatalogError)

    /// Ends a `chunks` or `audio` job with what it wrote.
    func completeTracks(_ job: ClaimedJob, segments: [TrackID: [SegmentRecord]]) async throws(CatalogError)

    /// Ends the `pictures` job.
    func completePictures(_ job: ClaimedJob) async throws(CatalogError)

    /// All segments of an asset so far, in order.
    func segments(of asset: AssetID) async throws(CatalogError) -> [TrackID: [SegmentRecord]]

    /// Ends the `publish` job and makes the asset `published`, with the event `processed`.
    func completePublish(_ job: ClaimedJob) async throws(CatalogError)

    /// Ends a job and its asset for good, with the event `failed`; the asset's other jobs are handed out no more.
    func fail(_ job: ClaimedJob) async throws(CatalogError)

    func state(of asset: AssetID) async throws(CatalogError) -> AssetState

    /// Takes the events recorded since the last call, oldest first.
    func takeEvents() async throws(CatalogError) -> [AssetEvent]
}

package enum CatalogError: Error, Hashable, Sendable {
    case noSuchAsset(AssetID)
    case alreadyRegistered(AssetID)
    /// The job was claimed again, ended, or dropped: what was done for it does not count.
    case leaseLost(job: Int)
    case notAllowed(asset: AssetID, from: AssetState, to: AssetState)
}

extension CatalogError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noSuchAsset(let asset): "There is no asset \(asset)."
        case .alreadyRegistered(let asset): "The asset \(asset) exists already."
        case .leaseLost(let job): "Job \(job) is no longer held; its work was discarded."
        case .notAllowed(let asset, let from, let to): "Asset \(asset) is \(from.rawValue) and cannot become \(to.rawValue)."
        }
    }
}
