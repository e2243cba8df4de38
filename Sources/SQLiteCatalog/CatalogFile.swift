import CPlatform
import Catalog
import GRDB
import Glibc
import Threading

/// The open file of a catalog, with everything that makes it durable and safe to share.
final class CatalogFile: Sendable {
    let path: String
    let pool: DatabasePool
    /// To be held for every write.
    let lock: StoreLock
    static let patience = Duration.seconds(5)

    private init(path: String, pool: DatabasePool, lock: StoreLock) {
        self.path = path
        self.pool = pool
        self.lock = lock
    }

    /// Opening recovers what a crash left and migrates, and closing checkpoints, so both hold the lock as well.
    static func blockingOpen(_ path: String, isChecked: Bool) throws -> CatalogFile {
        try checkFileSystem(of: path)
        let lock = try StoreLock.open(beside: path)
        let pool = try lock.blockingHold(patience: patience) { try connect(path, isChecked: isChecked) }
        return CatalogFile(path: path, pool: pool, lock: lock)
    }

    /// Not on the pool's own threads, which it waits for.
    deinit { try? lock.blockingHold(patience: Self.patience) { try pool.close() } }

    private static func connect(_ path: String, isChecked: Bool) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { db in
            // Checkpoints are made under the lock only.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 0; PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0")
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            // GRDB sets NORMAL when it turns the write-ahead log on: not enough for what has been acknowledged.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            if isChecked {
                let verdict = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? ""
                guard verdict == "ok" else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: verdict) }
            }
            try checkOrigin(db, path)
        }
        try Schema.migrator.migrate(pool)
        return pool
    }

    /// Refuses what another program or a later release has made.
    private static func checkOrigin(_ db: Database, _ path: String) throws {
        let ours = "slce".utf8.reduce(0) { $0 << 8 | Int32($1) }
        let mark = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0
        guard mark == ours || (mark == 0 && isEmpty) else {
            throw CatalogError.unusable(store: path, reason: "it is a database of another program. Name another file.")
        }
        if mark == 0 { try db.execute(sql: "PRAGMA application_id = \(ours)") }
        if try Schema.migrator.hasBeenSuperseded(db) {
            throw CatalogError.unusable(store: path, reason: "a later release of Sluice has made it. Use that release.")
        }
    }

    /// The locks of SQLite and ours need a file system of this machine (fcntl(2), sqlite.org/wal.html).
    private static func checkFileSystem(of path: String) throws(CatalogError) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let type = sluice_file_system_type(folder)
        guard type >= 0 else { throw .inaccessible(store: path, reason: SystemError.last("look at its folder").description) }
        if let name = remoteFileSystems[type] {
            throw .unusable(store: path, reason: "it is on \(name), which several machines may write. Put it on a local disk.")
        }
    }

    /// By magic number (statfs(2)).
    private static let remoteFileSystems: [Int64: String] = [
        0x6969: "NFS", 0x517b: "SMB", 0xff53_4d42: "CIFS", 0xfe53_4d42: "SMB", 0x6573_5546: "a FUSE file system",
        0x0102_1997: "9P", 0x5346_414f: "AFS", 0x00c3_6400: "Ceph",
    ]
}
