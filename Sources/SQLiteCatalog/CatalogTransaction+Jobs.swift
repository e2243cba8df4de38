import Catalog
import FoundationEssentials
import GRDB
import MediaCore
import Planning
import Presentation

/// What the catalog's methods on uploads and jobs do, statement by statement. Where a partial index is meant it is named: without
/// statistics SQLite may rather walk through all jobs in the order that is asked for.
extension CatalogTransaction {
    func register(_ upload: Upload) throws -> AssetID {
        if let key = upload.key,
            let known = try row("SELECT id FROM assets WHERE tenant = ? AND key = ?", upload.tenant, key)
        {
            return AssetID(known["id"])
        }
        guard try row("SELECT 1 FROM assets WHERE id = ?", upload.asset.value) == nil else {
            throw CatalogError.alreadyRegistered(upload.asset)
        }
        try execute(
            """
            INSERT INTO assets (id, tenant, key, priority, state, "order", queued, created, changed)
            VALUES (?, ?, ?, ?, 'uploaded', ?, ?, ?, ?)
            """, upload.asset.value, upload.tenant, upload.key, upload.priority, upload.order, now.milliseconds,
            now.milliseconds, now.milliseconds)
        try addJob(.ingest, to: db.lastInsertedRowID)
        try record(.uploaded, of: upload.asset)
        return upload.asset
    }

    func claim(_ pool: JobKind.Pool, owner: String, memory: Int) throws -> ClaimedJob? {
        try expireLeases()
        try makeReady(
            rows(
                """
                SELECT * FROM jobs INDEXED BY jobs_delayed
                WHERE state = 'delayed' AND ready_at <= ? ORDER BY id
                """, now.milliseconds))
        guard try row("SELECT 1 FROM pauses") == nil, let (id, virtual, cost, tenant) = try next(in: pool, memory: memory) else {
            return nil
        }
        try execute("UPDATE lanes SET virtual = virtual + ? WHERE pool = ? AND tenant = ?", cost, pool.rawValue, tenant)
        try execute("UPDATE pools SET virtual = max(virtual, ?) WHERE pool = ?", virtual, pool.rawValue)
        try execute("UPDATE clock SET fence = fence + 1")
        try execute(
            """
            UPDATE jobs SET state = 'running', fence = (SELECT fence FROM clock), lease_until = ?, owner = ? WHERE id = ?
            """, (now + rules.timing.lease).milliseconds, owner, id)
        return try row(
            "SELECT jobs.*, assets.id AS asset_id FROM jobs JOIN assets ON number = asset WHERE jobs.id = ?", id
        ).map { job in
            ClaimedJob(
                id: job["id"], asset: AssetID(job["asset_id"]), kind: try JobKind(job), fence: job["fence"],
                memory: job["memory"])
        }
    }

    /// The job whose turn it is, with the virtual time of its tenant.
    private func next(
        in pool: JobKind.Pool, memory: Int
    ) throws -> (id: Int64, virtual: Int64, cost: Int64, tenant: String)? {
        for lane in try rows(
            "SELECT tenant, virtual FROM lanes WHERE pool = ? AND busy = 1 ORDER BY virtual, tenant", pool.rawValue)
        {
            let tenant: String = lane["tenant"]
            if let job = try row(
                """
                SELECT id, cost FROM jobs INDEXED BY jobs_in_order WHERE pool = ? AND tenant = ? AND state = 'ready' AND memory <= ?
                ORDER BY order_key, id LIMIT 1
                """, pool.rawValue, tenant, memory)
            {
                return (job["id"], lane["virtual"], job["cost"], tenant)
            }
            if try row(
                "SELECT 1 FROM jobs INDEXED BY jobs_in_order WHERE pool = ? AND tenant = ? AND state = 'ready'", pool.rawValue,
                tenant) == nil
            {
                try execute("UPDATE lanes SET busy = 0 WHERE pool = ? AND tenant = ?", pool.rawValue, tenant)
            }
        }
        return nil
    }

    private func expireLeases() throws {
        for job in try rows(
            """
            SELECT jobs.id, assets.id AS asset_id FROM jobs INDEXED BY jobs_leased JOIN assets ON number = asset
            WHERE jobs.state = 'running' AND lease_until < ? ORDER BY jobs.id
            """, now.milliseconds)
        {
            // The end of another job's asset may have dropped it meanwhile.
            guard try row("SELECT 1 FROM jobs WHERE id = ? AND state = 'running'", job["id"] as Int64) != nil else { continue }
            _ = try judge(job["id"], of: AssetID(job["asset_id"]), .crash, reason: "Its lease ran out.")
        }
    }

    func renew(_ jobs: [ClaimedJob]) throws -> [ClaimedJob] {
        try jobs.filter { job in
            try execute(
                "UPDATE jobs SET lease_until = ? WHERE id = ? AND fence = ? AND state = 'running'",
                (now + rules.timing.lease).milliseconds, job.id, job.fence)
            return db.changesCount == 0
        }
    }

    func release(_ job: ClaimedJob) throws {
        try checkLease(job)
        try makeReady(rows("SELECT * FROM jobs WHERE id = ?", job.id))
    }

    func recover(from owners: [String]) throws {
        for owner in owners {
            try makeReady(
                rows(
                    """
                    SELECT * FROM jobs INDEXED BY jobs_leased
                    WHERE state = 'running' AND owner = ? ORDER BY id
                    """, owner))
        }
    }

    func completeIngest(_ job: ClaimedJob, plan: TranscodePlan, chunksPerJob: Int, memory: Int) throws {
        try checkLease(job)
        let asset = try move(job.asset, to: .processing, plan: try JSON.text(plan))
        try end(job, asset)
        for planned in plan.jobs(chunksPerJob: chunksPerJob, memory: memory) {
            try addJob(planned.kind, to: asset, blockers: planned.blockers, cost: planned.cost, memory: planned.memory)
        }
    }

    func completeTracks(_ job: ClaimedJob, segments: [TrackID: [SegmentRecord]]) throws {
        try checkLease(job)
        let asset = try found(job.asset).number
        for (track, records) in segments {
            try execute("INSERT INTO segments VALUES (?, ?, ?, ?)", asset, job.id, track.path, try JSON.text(records))
        }
        try end(job, asset)
    }

    func completePictures(_ job: ClaimedJob) throws {
        try checkLease(job)
        try end(job, try found(job.asset).number)
    }

    func notePlayable(_ asset: AssetID) throws {
        let (number, state) = try found(asset)
        guard state == .processing else { return }
        try execute("UPDATE assets SET playable = 1 WHERE number = ? AND playable = 0", number)
        if db.changesCount > 0 { try record(.playable, of: asset) }
    }

    func completePublish(_ job: ClaimedJob) throws {
        try checkLease(job)
        try end(job, try move(job.asset, to: .published, generation: job.fence))
        try record(.processed, of: job.asset)
    }

    /// Ends a job whose lease was checked and unblocks what waited for it.
    private func end(_ job: ClaimedJob, _ asset: Int64) throws {
        try execute("UPDATE jobs SET state = 'done', lease_until = NULL WHERE id = ?", job.id)
        let waiting = try rows(
            "SELECT * FROM jobs INDEXED BY jobs_by_asset WHERE asset = ? AND state = 'waiting'", asset)
        let freed = try waiting.filter { row in
            guard (try decode(row["kind"]) as JobKind.Name).waitsFor.contains(job.kind.name) else { return false }
            if row["blockers"] as Int > 1 {
                try execute(
                    "UPDATE jobs SET blockers = blockers - 1, ready_at = ? WHERE id = ?", now.milliseconds, row["id"] as Int64)
                return false
            }
            try execute(
                "UPDATE jobs SET blockers = 0, state = 'ready', ready_at = ? WHERE id = ?", now.milliseconds, row["id"] as Int64)
            return true
        }
        for row in freed { try wake(try decode(row["pool"]), row["tenant"]) }
    }

    func fail(_ job: ClaimedJob, _ failure: FailureClass, reason: String) throws -> FailureVerdict {
        try checkLease(job)
        return try judge(Int64(job.id), of: job.asset, failure, reason: reason)
    }

    // MARK: - Orders of people

    func cancel(_ asset: AssetID) throws {
        try move(asset, to: .cancelled)
        try record(.failed, of: asset)
    }

    func restart(_ asset: AssetID, order: String?) throws {
        let number = try move(asset, to: .uploaded)
        try forgetJobs(of: number)
        try execute("UPDATE assets SET playable = 0, queued = ? WHERE number = ?", now.milliseconds, number)
        if let order { try execute(#"UPDATE assets SET "order" = ? WHERE number = ?"#, order, number) }
        try addJob(.ingest, to: number)
    }

    func delete(_ asset: AssetID) throws {
        let (number, state) = try found(asset)
        guard state.allows(.deleted) else { throw CatalogError.notAllowed(asset: asset, from: state, to: .deleted) }
        try forgetJobs(of: number)
        try execute(
            """
            UPDATE assets SET state = 'deleted', key = NULL, "order" = '', plan = NULL, generation = NULL, reason = NULL, changed = ?
            WHERE number = ?
            """, now.milliseconds, number)
        try record(.deleted, of: asset)
    }
}

/// How values of several fields are kept in one column.
enum JSON {
    static func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ text: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }
}
