import Catalog
import Events
import GRDB
import MediaCore
import Planning
import Presentation

/// What the catalog's reading methods ask, of one snapshot.
struct CatalogReader {
    let db: Database

    private func rows(_ sql: String, _ arguments: (any DatabaseValueConvertible)?...) throws -> [Row] {
        try Row.fetchAll(try db.cachedStatement(sql: sql), arguments: StatementArguments(arguments))
    }

    private func strings(_ sql: String) throws -> [String] { try rows(sql).map { $0[0] } }

    /// The asset's number, for the tables that go by it.
    private func number(of asset: AssetID) throws -> Int64 {
        guard let row = try rows("SELECT number FROM assets WHERE id = ?", asset.value).first else {
            throw CatalogError.noSuchAsset(asset)
        }
        return row["number"]
    }

    func owners() throws -> [String] {
        try strings("SELECT DISTINCT owner FROM jobs INDEXED BY jobs_leased WHERE state = 'running' ORDER BY owner")
    }

    func asset(_ asset: AssetID) throws -> AssetRecord {
        guard let row = try rows("SELECT * FROM assets WHERE id = ?", asset.value).first else {
            throw CatalogError.noSuchAsset(asset)
        }
        return try AssetRecord(row)
    }

    func plan(of asset: AssetID) throws -> TranscodePlan? {
        guard let row = try rows("SELECT plan FROM assets WHERE id = ?", asset.value).first else {
            throw CatalogError.noSuchAsset(asset)
        }
        return try (row["plan"] as String?).map(JSON.value)
    }

    func segments(of asset: AssetID) throws -> [TrackID: [SegmentRecord]] {
        var found: [TrackID: [SegmentRecord]] = [:]
        for row in try rows("SELECT track, records FROM segments WHERE asset = ?", try number(of: asset)) {
            found[TrackID(row["track"]), default: []] += try JSON.value(row["records"]) as [SegmentRecord]
        }
        return found.mapValues { $0.sorted { $0.number < $1.number } }
    }

    func jobs(of asset: AssetID) throws -> [JobRecord] {
        try rows("SELECT * FROM jobs WHERE asset = ? ORDER BY id", try number(of: asset)).map { row in
            let failures = try rows("SELECT * FROM failures WHERE job = ? ORDER BY rowid", row["id"] as Int64)
            return try JobRecord(row, of: asset, failures)
        }
    }

    func assets(_ state: AssetState?, limit: Int) throws -> [AssetRecord] {
        let found =
            if let state {
                try rows("SELECT * FROM assets WHERE state = ? ORDER BY number DESC LIMIT ?", state.rawValue, limit)
            } else {
                try rows("SELECT * FROM assets ORDER BY number DESC LIMIT ?", limit)
            }
        return try found.map(AssetRecord.init)
    }

    func depths() throws -> [QueueDepth] {
        var counts: [String: Int] = [:]
        for (state, index) in [("ready", "jobs_in_order"), ("delayed", "jobs_delayed"), ("running", "jobs_leased")] {
            for row in try rows("SELECT pool, count(*) AS n FROM jobs INDEXED BY \(index) WHERE state = '\(state)' GROUP BY pool")
            {
                counts[(row["pool"] as String) + state] = row["n"]
            }
        }
        return JobKind.Pool.allCases.map { pool in
            func count(_ state: JobState) -> Int { counts[pool.rawValue + state.rawValue] ?? 0 }
            return QueueDepth(pool: pool, ready: count(.ready), delayed: count(.delayed), running: count(.running))
        }
    }

    func pauses() throws -> [String] { try strings("SELECT reason FROM pauses ORDER BY reason") }

    func pendingEvents(limit: Int) throws -> [RecordedEvent] {
        try rows("SELECT * FROM outbox ORDER BY id LIMIT ?", limit).map { row in
            RecordedEvent(id: row["id"], event: AssetEvent(asset: AssetID(row["asset"]), kind: try decode(row["kind"])))
        }
    }
}

extension AssetRecord {
    fileprivate init(_ row: Row) throws {
        self.init(
            id: AssetID(row["id"]), tenant: row["tenant"], priority: row["priority"], state: try decode(row["state"]),
            order: row["order"], generation: row["generation"], reason: row["reason"],
            created: CatalogTime(milliseconds: row["created"]), changed: CatalogTime(milliseconds: row["changed"]))
    }
}

extension JobRecord {
    fileprivate init(_ row: Row, of asset: AssetID, _ failures: [Row]) throws {
        self.init(
            id: row["id"], asset: asset, kind: try JobKind(row), state: try decode(row["state"]), blockers: row["blockers"],
            readyAt: CatalogTime(milliseconds: row["ready_at"]), fence: row["fence"],
            leaseUntil: (row["lease_until"] as Int64?).map(CatalogTime.init), owner: row["owner"],
            failures: try failures.map { failure in
                JobFailureRecord(
                    try decode(failure["failure"]), at: CatalogTime(milliseconds: failure["at"]), reason: failure["reason"])
            })
    }
}
