import MediaCore

/// An asset as the catalog has it.
package struct AssetRecord: Hashable, Codable, Sendable {
    package var id: AssetID
    package var tenant: String
    package var priority: Int
    package var state: AssetState
    package var order: String
    /// The fence of the claim that published it; stays while a later generation is made.
    package var generation: Int64?
    /// Why it failed or was quarantined, for people.
    package var reason: String?
    package var created: CatalogTime
    package var changed: CatalogTime

    package init(
        id: AssetID, tenant: String, priority: Int, state: AssetState, order: String, generation: Int64?, reason: String?,
        created: CatalogTime, changed: CatalogTime
    ) {
        self.id = id
        self.tenant = tenant
        self.priority = priority
        self.state = state
        self.order = order
        self.generation = generation
        self.reason = reason
        self.created = created
        self.changed = changed
    }
}

/// A job as the catalog has it.
package struct JobRecord: Hashable, Codable, Sendable {
    package var id: Int
    package var asset: AssetID
    package var kind: JobKind
    package var state: JobState
    /// Jobs that must be done first.
    package var blockers: Int
    package var readyAt: CatalogTime
    /// Of the last claim.
    package var fence: Int64?
    /// While it runs.
    package var leaseUntil: CatalogTime?
    /// Who claimed it last.
    package var owner: String?
    package var failures: [JobFailureRecord]

    package init(
        id: Int, asset: AssetID, kind: JobKind, state: JobState, blockers: Int, readyAt: CatalogTime, fence: Int64?,
        leaseUntil: CatalogTime?, owner: String?, failures: [JobFailureRecord]
    ) {
        self.id = id
        self.asset = asset
        self.kind = kind
        self.state = state
        self.blockers = blockers
        self.readyAt = readyAt
        self.fence = fence
        self.leaseUntil = leaseUntil
        self.owner = owner
        self.failures = failures
    }
}

package struct JobFailureRecord: Hashable, Codable, Sendable {
    package var failure: FailureClass
    package var at: CatalogTime
    package var reason: String

    package init(_ failure: FailureClass, at: CatalogTime, reason: String) {
        self.failure = failure
        self.at = at
        self.reason = reason
    }
}

/// How many jobs there are of a pool, and since when the oldest has been ready.
package struct QueueDepth: Hashable, Codable, Sendable {
    package var pool: JobKind.Pool
    package var ready: Int
    package var delayed: Int
    package var running: Int

    package init(pool: JobKind.Pool, ready: Int, delayed: Int, running: Int) {
        self.pool = pool
        self.ready = ready
        self.delayed = delayed
        self.running = running
    }
}
