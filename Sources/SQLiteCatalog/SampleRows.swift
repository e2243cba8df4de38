import Catalog
import GRDB

extension SQLiteCatalog {
    /// Fills an empty catalog with rows to measure by: published assets with one finished job each, and assets in the making with a
    /// hundred ready chunks each, of ten tenants. Holds the lock meanwhile; about half a minute for a million.
    package func fill(finished: Int, waiting: Int) async throws(CatalogError) {
        try await write { transaction in
            try transaction.execute(Self.assets, finished + waiting / 100, finished, finished, finished)
            try transaction.execute(Self.finishedJobs, finished)
            try transaction.execute(Self.readyJobs, finished)
            try transaction.execute("INSERT INTO lanes SELECT DISTINCT pool, tenant, 0, 1 FROM jobs WHERE state = 'ready'")
        }
        try await checkpoint()
    }

    private static let assets = """
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
        INSERT INTO assets (number, id, tenant, key, priority, state, plan, "order", generation, queued, created, changed)
        SELECT n, 'film-' || n, 'tenant-' || n % 10, hex(n * 1000003), n % 10,
            iif(n <= ?, 'published', 'processing'), iif(n <= ?, NULL, '{}'),
            '{"input": "/inbox/film.mp4", "destination": "/assets/film", "preset": "web"}', iif(n <= ?, n, NULL), n, n, n
        FROM numbers
        """

    private static let finishedJobs = """
        INSERT INTO jobs (asset, tenant, pool, kind, first, count, state, blockers, cost, memory, ready_at, order_key, fence, owner)
        SELECT number, tenant, 'light', 'publish', 0, 0, 'done', 0, 1, 0, created, created, number, 'worker'
        FROM assets WHERE number <= ?
        """

    private static let readyJobs = """
        WITH RECURSIVE chunks (c) AS (SELECT 0 UNION ALL SELECT c + 1 FROM chunks WHERE c < 99)
        INSERT INTO jobs (asset, tenant, pool, kind, first, count, state, blockers, cost, memory, ready_at, order_key)
        SELECT number, tenant, 'encoding', 'chunks', c, 1, 'ready', 0, 100, 1, created, created - priority * 600000 + c * 10000
        FROM assets, chunks WHERE number > ?
        """
}
