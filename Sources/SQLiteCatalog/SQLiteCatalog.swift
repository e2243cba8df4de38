import Catalog
import Events
import GRDB
import MediaCore
import Planning
import Presentation

/// A catalog in an SQLite file, which several processes of one machine may open at once. What a method has returned survives a loss
/// of power. Any thread; nothing blocks Swift's cooperative pool, because GRDB brings its own threads.
package final class SQLiteCatalog: Catalog {
    private let file: CatalogFile
    private let writes: GroupCommit

    /// Opens or makes the catalog at `path`, bringing an older one up to date. Blocks.
    ///
    /// - Parameter isChecked: reads the whole file for damage first.
    /// - Throws: `unusable` where the file is damaged, of a newer release, or on a file system without the locks it needs.
    package static func open(_ path: String, rules: CatalogRules, isChecked: Bool = false) throws(CatalogError) -> SQLiteCatalog {
        do {
            return SQLiteCatalog(try CatalogFile.blockingOpen(path, isChecked: isChecked), rules: rules)
        } catch {
            throw CatalogError(error, store: path)
        }
    }

    private init(_ file: CatalogFile, rules: CatalogRules) {
        self.file = file
        writes = GroupCommit(file, rules: rules)
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (CatalogTransaction) throws -> Value
    ) async throws(CatalogError) -> Value {
        try await writes.write(to: file.pool, body)
    }

    private func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(CatalogError) -> Value {
        do {
            return try await file.pool.read(body)
        } catch {
            throw CatalogError(error, store: file.path)
        }
    }

    /// Brings everything into the file itself and empties its log, as far as readers let it.
    func checkpoint() async throws(CatalogError) {
        do {
            try await file.pool.writeWithoutTransaction { [lock = file.lock] db in
                try lock.blockingHold(patience: CatalogFile.patience) { _ = try db.checkpoint(.truncate) }
            }
        } catch {
            throw CatalogError(error, store: file.path)
        }
    }

    /// Copies the catalog as it is now into a new file, while others go on writing. Blocks.
    package func blockingBackup(to destination: String) throws(CatalogError) {
        do {
            let copy = try DatabaseQueue(path: destination)
            try file.pool.backup(to: copy)
            try copy.close()
        } catch {
            throw CatalogError(error, store: destination)
        }
    }

    // MARK: - Writing

    @discardableResult
    package func register(_ upload: Upload) async throws(CatalogError) -> AssetID {
        try await write { try $0.register(upload) }
    }

    package func claim(_ pool: JobKind.Pool, owner: String, memory: Int) async throws(CatalogError) -> ClaimedJob? {
        try await write { try $0.claim(pool, owner: owner, memory: memory) }
    }

    package func renew(_ jobs: [ClaimedJob]) async throws(CatalogError) -> [ClaimedJob] {
        try await write { try $0.renew(jobs) }
    }

    package func release(_ job: ClaimedJob) async throws(CatalogError) { try await write { try $0.release(job) } }

    package func recover(from owners: [String]) async throws(CatalogError) {
        try await write { try $0.recover(from: owners) }
    }

    package func completeIngest(
        _ job: ClaimedJob, plan: TranscodePlan, chunksPerJob: Int, memory: Int
    ) async throws(CatalogError) {
        try await write { try $0.completeIngest(job, plan: plan, chunksPerJob: chunksPerJob, memory: memory) }
    }

    package func completeTracks(_ job: ClaimedJob, segments: [TrackID: [SegmentRecord]]) async throws(CatalogError) {
        try await write { try $0.completeTracks(job, segments: segments) }
    }

    package func notePlayable(_ asset: AssetID) async throws(CatalogError) { try await write { try $0.notePlayable(asset) } }

    package func completePictures(_ job: ClaimedJob) async throws(CatalogError) {
        try await write { try $0.completePictures(job) }
    }

    package func completePublish(_ job: ClaimedJob) async throws(CatalogError) {
        try await write { try $0.completePublish(job) }
    }

    package func fail(
        _ job: ClaimedJob, _ failure: FailureClass, reason: String
    ) async throws(CatalogError) -> FailureVerdict {
        try await write { try $0.fail(job, failure, reason: reason) }
    }

    package func cancel(_ asset: AssetID) async throws(CatalogError) { try await write { try $0.cancel(asset) } }

    package func restart(_ asset: AssetID, order: String?) async throws(CatalogError) {
        try await write { try $0.restart(asset, order: order) }
    }

    package func delete(_ asset: AssetID) async throws(CatalogError) { try await write { try $0.delete(asset) } }

    package func pause(_ reason: String) async throws(CatalogError) {
        try await write { try $0.execute("INSERT OR IGNORE INTO pauses VALUES (?)", reason) }
    }

    package func resume(_ reason: String) async throws(CatalogError) {
        try await write { try $0.execute("DELETE FROM pauses WHERE reason = ?", reason) }
    }

    package func acknowledge(_ events: [RecordedEvent]) async throws(CatalogError) {
        try await write { transaction in
            for event in events { try transaction.execute("DELETE FROM outbox WHERE id = ?", event.id) }
        }
    }

    // MARK: - Reading

    package func owners() async throws(CatalogError) -> [String] { try await read { try CatalogReader(db: $0).owners() } }

    package func asset(_ asset: AssetID) async throws(CatalogError) -> AssetRecord {
        try await read { try CatalogReader(db: $0).asset(asset) }
    }

    package func plan(of asset: AssetID) async throws(CatalogError) -> TranscodePlan? {
        try await read { try CatalogReader(db: $0).plan(of: asset) }
    }

    package func segments(of asset: AssetID) async throws(CatalogError) -> [TrackID: [SegmentRecord]] {
        try await read { try CatalogReader(db: $0).segments(of: asset) }
    }

    package func jobs(of asset: AssetID) async throws(CatalogError) -> [JobRecord] {
        try await read { try CatalogReader(db: $0).jobs(of: asset) }
    }

    package func assets(_ state: AssetState?, limit: Int) async throws(CatalogError) -> [AssetRecord] {
        try await read { try CatalogReader(db: $0).assets(state, limit: limit) }
    }

    package func depths() async throws(CatalogError) -> [QueueDepth] { try await read { try CatalogReader(db: $0).depths() } }
    package func pauses() async throws(CatalogError) -> [String] { try await read { try CatalogReader(db: $0).pauses() } }

    package func pendingEvents(limit: Int) async throws(CatalogError) -> [RecordedEvent] {
        try await read { try CatalogReader(db: $0).pendingEvents(limit: limit) }
    }
}
