import Catalog
import Events
import FoundationEssentials
import GRDB
import MediaCore

/// The statements of one transaction, at one instant of the catalog's time. Used by one thread, while the transaction lasts.
struct CatalogTransaction {
    let db: Database
    let rules: CatalogRules
    let now: CatalogTime

    /// Begins: shows the catalog this machine's time and takes the catalog's.
    init(_ db: Database, rules: CatalogRules) throws {
        self.db = db
        self.rules = rules
        try db.cachedStatement(sql: "UPDATE clock SET seen = max(seen, ?)").execute(arguments: [rules.clock().milliseconds])
        now = CatalogTime(milliseconds: try Int64.fetchOne(try db.cachedStatement(sql: "SELECT seen FROM clock")) ?? 0)
    }

    func execute(_ sql: String, _ arguments: (any DatabaseValueConvertible)?...) throws {
        try db.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
    }

    func row(_ sql: String, _ arguments: (any DatabaseValueConvertible)?...) throws -> Row? {
        try Row.fetchOne(try db.cachedStatement(sql: sql), arguments: StatementArguments(arguments))
    }

    func rows(_ sql: String, _ arguments: (any DatabaseValueConvertible)?...) throws -> [Row] {
        try Row.fetchAll(try db.cachedStatement(sql: sql), arguments: StatementArguments(arguments))
    }

    // MARK: - Steps that several methods share

    /// The asset's number and state.
    func found(_ asset: AssetID) throws -> (number: Int64, state: AssetState) {
        guard let row = try row("SELECT number, state FROM assets WHERE id = ?", asset.value) else {
            throw CatalogError.noSuchAsset(asset)
        }
        return (row["number"], try decode(row["state"]))
    }

    func record(_ kind: AssetEvent.Kind, of asset: AssetID) throws {
        try execute("INSERT INTO outbox (asset, kind) VALUES (?, ?)", asset.value, kind.rawValue)
    }

    /// - Parameter plan: as JSON, where the asset becomes `processing`.
    /// - Returns: the asset's number.
    @discardableResult
    func move(
        _ asset: AssetID, to state: AssetState, plan: String? = nil, reason: String? = nil, generation: Int64? = nil
    ) throws -> Int64 {
        let (number, current) = try found(asset)
        guard current.allows(state) else { throw CatalogError.notAllowed(asset: asset, from: current, to: state) }
        if !state.isActive && state != .published { try dropJobs(of: number) }
        try execute(
            "UPDATE assets SET state = ?, plan = ?, reason = ?, generation = coalesce(?, generation), changed = ? WHERE number = ?",
            state.rawValue, plan, reason, generation, now.milliseconds, number)
        return number
    }

    func addJob(
        _ kind: JobKind, to asset: Int64, blockers: Int = 0, cost: Int = 1, memory: Int = 0
    ) throws {
        guard let owner = try row("SELECT tenant, priority, queued FROM assets WHERE number = ?", asset) else { return }
        let tenant: String = owner["tenant"]
        try execute(
            """
            INSERT INTO jobs (asset, tenant, pool, kind, first, count, state, blockers, cost, memory, ready_at, order_key)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, asset, tenant, kind.pool.rawValue, kind.name.rawValue, kind.chunks.lowerBound, kind.chunks.count,
            (blockers == 0 ? JobState.ready : .waiting).rawValue, blockers, cost, memory, now.milliseconds,
            rules.orderKey(kind, queued: CatalogTime(milliseconds: owner["queued"]), priority: owner["priority"]))
        if blockers == 0 { try wake(kind.pool, tenant) }
    }

    /// Puts a tenant among those whose turn may come.
    func wake(_ pool: JobKind.Pool, _ tenant: String) throws {
        try execute(
            """
            INSERT INTO lanes SELECT pool, ?, virtual, 1 FROM pools WHERE pool = ?
            ON CONFLICT DO UPDATE SET virtual = max(virtual, excluded.virtual), busy = 1 WHERE busy = 0
            """, tenant, pool.rawValue)
    }

    /// Makes waiting, delayed or running jobs ready at the time that they carry.
    func makeReady(_ jobs: [Row]) throws {
        for job in jobs {
            try execute("UPDATE jobs SET state = 'ready', lease_until = NULL WHERE id = ?", job["id"] as Int64)
            try wake(try decode(job["pool"]), job["tenant"])
        }
    }

    func checkLease(_ job: ClaimedJob) throws {
        guard try row("SELECT 1 FROM jobs WHERE id = ? AND fence = ? AND state = 'running'", job.id, job.fence) != nil else {
            throw CatalogError.leaseLost(job: job.id)
        }
    }

    /// Judges a running job's failure and, where it is final, ends its asset.
    func judge(_ job: Int64, of asset: AssetID, _ failure: FailureClass, reason: String) throws -> FailureVerdict {
        let horizon = failure == .crash ? (now - rules.timing.crashWindow).milliseconds : .min
        let earlier = try row(
            "SELECT count(*) AS n FROM failures WHERE job = ? AND failure = ? AND at > ?", job, failure.rawValue, horizon)
        let verdict = rules.verdict(failure, earlier: earlier?["n"] ?? 0, at: now)
        try execute("INSERT INTO failures VALUES (?, ?, ?, ?)", job, failure.rawValue, now.milliseconds, reason)
        switch verdict {
        case .retry(let time):
            try execute(
                "UPDATE jobs SET state = 'delayed', lease_until = NULL, ready_at = ? WHERE id = ?", time.milliseconds, job)
        case .failed, .quarantined:
            try execute("UPDATE jobs SET state = 'failed', lease_until = NULL WHERE id = ?", job)
            try move(asset, to: verdict == .failed ? .failed : .quarantined, reason: reason)
            try record(.failed, of: asset)
        }
        return verdict
    }

    func forgetJobs(of asset: Int64) throws { try execute("DELETE FROM jobs WHERE asset = ?", asset) }

    private func dropJobs(of asset: Int64) throws {
        try execute(
            """
            UPDATE jobs SET state = 'dropped', lease_until = NULL
            WHERE asset = ? AND state IN ('waiting', 'ready', 'delayed', 'running')
            """, asset)
    }
}

/// A stored name as one of ours; a row that is none was not written by this schema.
func decode<Value: RawRepresentable<String>>(_ text: String) throws -> Value {
    guard let value = Value(rawValue: text) else { throw DatabaseError(message: "\"\(text)\" is no \(Value.self)") }
    return value
}

extension JobKind {
    /// Reads the columns `kind`, `first` and `count`.
    init(_ row: Row) throws {
        switch try decode(row["kind"]) as Name {
        case .ingest: self = .ingest
        case .audio: self = .audio
        case .copy: self = .copy
        case .chunks: self = .chunks(first: row["first"], count: row["count"])
        case .pictures: self = .pictures
        case .publish: self = .publish
        }
    }
}
