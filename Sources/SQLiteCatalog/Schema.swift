import GRDB
import Threading

/// The tables, version by version. A migration that has been released is never edited. What a row may say is held here by CHECK
/// constraints and triggers, so that no code can store what the state machines do not allow.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            try db.execute(sql: first)
            try Failpoint.pass(.migrating)
        }
        return migrator
    }

    private static let first = """
        -- seen: the catalog's time in ms since 1970, which never goes back. fence: of the latest claim.
        CREATE TABLE clock (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            seen INTEGER NOT NULL,
            fence INTEGER NOT NULL
        ) STRICT;
        INSERT INTO clock VALUES (1, 0, 0);

        CREATE TABLE assets (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            tenant TEXT NOT NULL,
            key TEXT,
            priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 9),
            state TEXT NOT NULL
                CHECK (state IN ('uploaded', 'processing', 'published', 'failed', 'quarantined', 'cancelled', 'deleted')),
            "order" TEXT NOT NULL,
            plan TEXT,
            generation INTEGER,
            reason TEXT,
            playable INTEGER NOT NULL DEFAULT 0 CHECK (playable IN (0, 1)),
            -- when it was asked for, or asked for anew: the order of its jobs
            queued INTEGER NOT NULL,
            created INTEGER NOT NULL,
            changed INTEGER NOT NULL,
            CHECK (state <> 'published' OR generation IS NOT NULL),
            CHECK ((plan IS NOT NULL) = (state = 'processing')),
            CHECK ((reason IS NOT NULL) = (state IN ('failed', 'quarantined'))),
            CHECK (state <> 'deleted' OR (key IS NULL AND "order" = '' AND generation IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX assets_by_key ON assets (tenant, key) WHERE key IS NOT NULL;
        CREATE INDEX assets_by_state ON assets (state, number);

        CREATE TRIGGER assets_follow_their_states BEFORE UPDATE OF state ON assets
        WHEN OLD.state <> NEW.state AND NOT (
            (NEW.state = 'processing' AND OLD.state = 'uploaded')
            OR (NEW.state = 'published' AND OLD.state = 'processing')
            OR (NEW.state IN ('failed', 'quarantined', 'cancelled') AND OLD.state IN ('uploaded', 'processing'))
            OR (NEW.state = 'uploaded' AND OLD.state IN ('processing', 'published', 'failed', 'quarantined', 'cancelled'))
            OR NEW.state = 'deleted')
        BEGIN SELECT RAISE(ABORT, 'an asset does not go from this state to that'); END;

        CREATE TABLE jobs (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            asset INTEGER NOT NULL REFERENCES assets (number),
            tenant TEXT NOT NULL,
            pool TEXT NOT NULL CHECK (pool IN ('encoding', 'light')),
            kind TEXT NOT NULL CHECK (kind IN ('ingest', 'audio', 'copy', 'chunks', 'pictures', 'publish')),
            first INTEGER NOT NULL CHECK (first >= 0),
            count INTEGER NOT NULL CHECK (count >= 0),
            state TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'delayed', 'running', 'done', 'failed', 'dropped')),
            blockers INTEGER NOT NULL CHECK (blockers >= 0),
            cost INTEGER NOT NULL CHECK (cost > 0),
            memory INTEGER NOT NULL CHECK (memory >= 0),
            ready_at INTEGER NOT NULL,
            order_key INTEGER NOT NULL,
            fence INTEGER,
            lease_until INTEGER,
            owner TEXT,
            CHECK ((kind = 'chunks') = (count > 0)),
            CHECK ((kind IN ('copy', 'chunks')) = (pool = 'encoding')),
            CHECK (state <> 'waiting' OR blockers > 0),
            CHECK (state IN ('waiting', 'dropped') OR blockers = 0),
            CHECK ((state = 'running') = (lease_until IS NOT NULL)),
            CHECK (state <> 'running' OR (fence IS NOT NULL AND owner IS NOT NULL))
        ) STRICT;
        CREATE INDEX jobs_by_asset ON jobs (asset);
        CREATE INDEX jobs_in_order ON jobs (pool, tenant, order_key, id) WHERE state = 'ready';
        CREATE INDEX jobs_delayed ON jobs (ready_at) WHERE state = 'delayed';
        CREATE INDEX jobs_leased ON jobs (lease_until) WHERE state = 'running';

        CREATE TRIGGER jobs_end_once BEFORE UPDATE OF state ON jobs
        WHEN OLD.state IN ('done', 'failed', 'dropped') AND NEW.state <> OLD.state
        BEGIN SELECT RAISE(ABORT, 'a job that has ended stays so'); END;

        CREATE TABLE failures (
            job INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
            failure TEXT NOT NULL CHECK (failure IN ('transient', 'unreadable', 'permanent', 'crash')),
            at INTEGER NOT NULL,
            reason TEXT NOT NULL
        ) STRICT;
        CREATE INDEX failures_by_job ON failures (job);

        CREATE TABLE segments (
            asset INTEGER NOT NULL REFERENCES assets (number),
            job INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
            track TEXT NOT NULL,
            records TEXT NOT NULL,
            PRIMARY KEY (asset, job, track)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX segments_by_job ON segments (job);

        -- Start-time fair queuing: a tenant's virtual time grows by the cost of what it is handed. busy: it may have ready jobs.
        CREATE TABLE lanes (
            pool TEXT NOT NULL,
            tenant TEXT NOT NULL,
            virtual INTEGER NOT NULL,
            busy INTEGER NOT NULL CHECK (busy IN (0, 1)),
            PRIMARY KEY (pool, tenant)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX lanes_in_turn ON lanes (pool, virtual, tenant) WHERE busy = 1;
        CREATE TABLE pools (pool TEXT PRIMARY KEY, virtual INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO pools VALUES ('encoding', 0), ('light', 0);

        CREATE TABLE pauses (reason TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            asset TEXT NOT NULL,
            kind TEXT NOT NULL
        ) STRICT;
        """
}
