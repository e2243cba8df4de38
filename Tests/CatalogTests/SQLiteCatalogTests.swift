import Foundation
import GRDB
import MediaCore
import Planning
import Testing

@testable import Catalog
@testable import SQLiteCatalog

/// What the file on disk promises.
@Suite(.serialized) struct SQLiteCatalogTests {
    private let film = AssetID("film")
    private let clock = ManualClock()

    private func open(_ file: String, isChecked: Bool = false) throws(CatalogError) -> SQLiteCatalog {
        try SQLiteCatalog.open(file, rules: clock.rules, isChecked: isChecked)
    }

    /// Another connection to the same file, which obeys nobody's lock.
    private func stranger(_ file: String) throws -> DatabaseQueue { try DatabaseQueue(path: file) }

    @Test func `everything is there after the file is opened again`() async throws {
        let file = try Scratch.file()
        let job: ClaimedJob
        let plan = TranscodePlan.sample(chunks: 2)
        do {
            let catalog = try open(file)
            try await catalog.plan(film, plan)
            job = try #require(try await catalog.claim(.encoding))
            try await catalog.pause("disk")
        }
        let catalog = try open(file, isChecked: true)
        #expect(try await catalog.plan(of: film) == plan)
        #expect(try await catalog.pauses() == ["disk"])
        #expect(try await catalog.pendingEvents(limit: 9).map(\.event.kind) == [.uploaded])
        try await catalog.resume("disk")
        try await catalog.completeTracks(job, segments: [TranscodePlan.video: [.sample(1)]])
        #expect(try await catalog.segments(of: film) == [TranscodePlan.video: [.sample(1)]])
        #expect(try #require(try await catalog.claim(.encoding)).fence > job.fence)
    }

    @Test func `S1: the settings are those that make writes durable`() async throws {
        let file = try Scratch.file()
        let open = try CatalogFile.blockingOpen(file, isChecked: false)
        let found = try await open.pool.writeWithoutTransaction { db in
            try [
                "journal_mode", "synchronous", "foreign_keys", "trusted_schema", "wal_autocheckpoint", "busy_timeout",
                "mmap_size",
            ]
            .map { try "\($0) \(String.fetchOne(db, sql: "PRAGMA \($0)") ?? "0")" }
        }
        #expect(
            found == [
                "journal_mode wal", "synchronous 2", "foreign_keys 1", "trusted_schema 0", "wal_autocheckpoint 0",
                "busy_timeout 5000", "mmap_size 0",
            ])
    }

    @Test func `S5: a later release's file is refused and left alone`() async throws {
        let file = try Scratch.file()
        do { try await open(file).register(Upload(asset: film)) }
        try await stranger(file).write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('2')") }
        #expect(throws: CatalogError.unusable(store: file, reason: "a later release of Sluice has made it. Use that release.")) {
            try open(file)
        }
        try await stranger(file).write { try $0.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = '2'") }
        #expect(try await open(file).asset(film).state == .uploaded)
    }

    @Test func `another program's file is refused and left alone`() async throws {
        let file = try Scratch.file()
        try await stranger(file).write { try $0.execute(sql: "CREATE TABLE theirs (a)") }
        #expect(throws: CatalogError.unusable(store: file, reason: "it is a database of another program. Name another file.")) {
            try open(file)
        }
        let tables = try await stranger(file).read { try String.fetchAll($0, sql: "SELECT name FROM sqlite_schema") }
        #expect(tables == ["theirs"])
    }

    @Test func `F-19: a damaged file is told`() async throws {
        let file = try Scratch.file()
        do {
            let catalog = try open(file)
            for number in 0..<200 {
                try await catalog.register(Upload(asset: AssetID("\(number)"), order: String(repeating: "x", count: 500)))
            }
        }
        var bytes = try Data(contentsOf: URL(filePath: file))
        for page in 12..<24 { bytes.replaceSubrange(page * 4096..<page * 4096 + 2000, with: Data(repeating: 0x5a, count: 2000)) }
        try bytes.write(to: URL(filePath: file))
        for content in [bytes, Data(repeating: 0x5a, count: 40_000)] {
            try content.write(to: URL(filePath: file))
            let error = #expect(throws: CatalogError.self) { try open(file, isChecked: true) }
            guard case .unusable(_, let reason) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("damaged") && reason.contains("Restore"))
        }
    }

    @Test func `F-16, S4: while another holds the lock, reads go on, and writes wait`() async throws {
        let file = try Scratch.file()
        let catalog = try open(file)
        try await catalog.register(Upload(asset: film))
        let holder = try #require(try holdLock(of: file, seconds: 1))
        let start = ContinuousClock.now
        async let write: Void = catalog.pause("disk")
        #expect(try await catalog.asset(film).state == .uploaded)
        #expect(ContinuousClock.now - start < .milliseconds(500))
        try await write
        #expect(ContinuousClock.now - start > .milliseconds(500))
        holder.waitUntilExit()
    }

    @Test func `S4, F-17: a write that waits too long says so and changes nothing`() async throws {
        let file = try Scratch.file()
        let catalog = try open(file)
        let holder = try #require(try holdLock(of: file, seconds: 60))
        let start = ContinuousClock.now
        await #expect(throws: CatalogError.busy(store: file)) { try await catalog.pause("disk") }
        #expect((4.9..<8).contains((ContinuousClock.now - start) / .seconds(1)))
        // S1: the end of a process that is killed frees the lock.
        kill(holder.processIdentifier, SIGKILL)
        holder.waitUntilExit()
        try await catalog.pause("operator")
        #expect(try await catalog.pauses() == ["operator"])
    }

    /// Another process that holds the lock for a while.
    private func holdLock(of file: String, seconds: Int) throws -> Process? {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c",
            """
            import fcntl, os, struct, time
            lock = os.open('\(file).lock', os.O_RDWR)
            fcntl.fcntl(lock, 37, struct.pack('hhqqi4x', fcntl.F_WRLCK, 0, 0, 0, 0))
            print('held', flush=True)
            time.sleep(\(seconds))
            """,
        ]
        process.standardOutput = output
        try process.run()
        return output.fileHandleForReading.availableData.isEmpty ? nil : process
    }

    @Test func `several owners of the file lose no write to each other`() async throws {
        let file = try Scratch.file()
        let catalogs = try (0..<4).map { _ in try open(file) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<400 {
                group.addTask { try await catalogs[number % 4].register(Upload(asset: AssetID("asset-\(number)"))) }
            }
            try await group.waitForAll()
        }
        #expect(try await catalogs[0].assets(nil, limit: 1000).count == 400)
        let verdict = try await stranger(file).read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
        #expect(verdict == "ok")
    }

    @Test func `S7: a backup is a catalog of that moment`() async throws {
        let (file, copy) = (try Scratch.file(), try Scratch.file())
        let catalog = try open(file)
        try await catalog.plan(film, .sample(chunks: 2))
        try catalog.blockingBackup(to: copy)
        try await catalog.register(Upload(asset: AssetID("later")))
        let restored = try open(copy, isChecked: true)
        #expect(try await restored.assets(nil, limit: 10).map(\.id) == [film])
        #expect(try await restored.claimAll().count == 3)
    }

    /// The schema itself refuses what the state machines do not allow, whatever code writes to it.
    @Test func `the schema holds the state machines`() async throws {
        let file = try Scratch.file()
        try await open(file).plan(film, .sample(chunks: 1))
        let stranger = try stranger(file)
        for from in AssetState.allCases {
            for to in AssetState.allCases where from != to {
                let isAllowed = try await stranger.writeWithoutTransaction { db in
                    try db.execute(sql: "DELETE FROM segments; DELETE FROM jobs; DELETE FROM assets")
                    func columns(_ state: AssetState) -> String {
                        let plan = state == .processing ? "'{}'" : "NULL"
                        let reason = state == .failed || state == .quarantined ? "'bad luck'" : "NULL"
                        return "'\(state.rawValue)', \(plan), \(state == .deleted ? "NULL" : "7"), \(reason)"
                    }
                    try db.execute(
                        sql: """
                            INSERT INTO assets (number, id, tenant, priority, "order", queued, created, changed, state, plan, generation, reason)
                            VALUES (1, 'film', 'default', 5, '', 0, 0, 0, \(columns(from)))
                            """)
                    do {
                        try db.execute(sql: "UPDATE assets SET (state, plan, generation, reason) = (\(columns(to)))")
                        return true
                    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                        return false
                    }
                }
                #expect(isAllowed == from.allows(to), "\(from) to \(to)")
            }
        }
    }

    @Test(arguments: [
        "UPDATE jobs SET state = 'running' WHERE kind = 'audio'", "UPDATE jobs SET state = 'ready' WHERE kind = 'publish'",
        "UPDATE jobs SET blockers = blockers - 5 WHERE kind = 'publish'", "UPDATE jobs SET state = 'ready' WHERE kind = 'ingest'",
        "UPDATE jobs SET lease_until = 5 WHERE kind = 'audio'", "UPDATE assets SET plan = NULL",
        "UPDATE assets SET priority = 10",
        "UPDATE assets SET reason = 'bad luck'", "UPDATE jobs SET pool = 'light'", "UPDATE jobs SET asset = 99",
        "INSERT INTO pauses VALUES (NULL)", "UPDATE jobs SET state = 'started' WHERE kind = 'audio'",
    ])
    func `the schema refuses what no catalog writes`(_ statement: String) async throws {
        let file = try Scratch.file()
        try await open(file).plan(film, .sample(chunks: 1))
        let stranger = try stranger(file)
        await #expect(throws: DatabaseError.self) { try await stranger.write { try $0.execute(sql: statement) } }
    }
}
