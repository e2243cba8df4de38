import Catalog
import GRDB
import Synchronization

/// Writes of many callers, each a transaction of its own to them, made durable by one sync: while one group is being written, the
/// next one gathers. Within a group every write is a savepoint, so one that fails takes nothing with it, and nobody is answered before
/// the group is on the disk.
final class GroupCommit: Sendable {
    private struct State {
        var pending: [any PendingWrite] = []
        var isScheduled = false
    }

    private static let largestGroup = 256
    /// Writes between two checkpoints; keeps the write-ahead log at some ten megabytes.
    private static let checkpointInterval = 1000

    private let path: String
    private let lock: StoreLock
    private let rules: CatalogRules
    private let state = Mutex(State())
    private let sinceCheckpoint = Mutex(0)

    init(_ file: CatalogFile, rules: CatalogRules) {
        path = file.path
        lock = file.lock
        self.rules = rules
    }

    /// - Parameter pool: of that file; it is not kept, so that the last group never closes it on its own thread.
    func write<Value: Sendable>(
        to pool: DatabasePool, _ body: @escaping @Sendable (CatalogTransaction) throws -> Value
    ) async throws(CatalogError) -> Value {
        let result: Result<Value, CatalogError> = await withCheckedContinuation { continuation in
            enqueue(Write(path: path, body) { continuation.resume(returning: $0) }, pool)
        }
        return try result.get()
    }

    private func enqueue(_ write: any PendingWrite, _ pool: DatabasePool) {
        let isFirst = state.withLock { state in
            state.pending.append(write)
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if isFirst { pool.asyncWriteWithoutTransaction { [self] db in drain(db) } }
    }

    private func drain(_ db: Database) {
        while true {
            let group = state.withLock { state in
                let group = Array(state.pending.prefix(Self.largestGroup))
                state.pending.removeFirst(group.count)
                if group.isEmpty { state.isScheduled = false }
                return group
            }
            if group.isEmpty { return }
            var failure: CatalogError?
            do {
                try lock.blockingHold(patience: CatalogFile.patience) { try commit(group, db) }
            } catch {
                failure = CatalogError(error, store: path)
            }
            for write in group { write.answer(failure) }
        }
    }

    private func commit(_ group: [any PendingWrite], _ db: Database) throws {
        try db.inTransaction(.immediate) {
            let transaction = try CatalogTransaction(db, rules: rules)
            for write in group {
                write.run(transaction)
                // A full disk ends the whole transaction, whatever savepoints there are.
                guard db.isInsideTransaction else { throw write.failure ?? .busy(store: path) }
            }
            return .commit
        }
        try checkpoint(after: group.count, db)
    }

    private func checkpoint(after writes: Int, _ db: Database) throws {
        let isDue = sinceCheckpoint.withLock { count in
            count += writes
            guard count >= Self.checkpointInterval else { return false }
            count = 0
            return true
        }
        // What readers still need stays in the log until the next time.
        if isDue { _ = try? db.checkpoint(.passive) }
    }
}

private protocol PendingWrite: Sendable {
    /// Runs in a savepoint and keeps the outcome.
    func run(_ transaction: CatalogTransaction)
    var failure: CatalogError? { get }
    /// Tells the caller: its own outcome, or what went wrong for the whole group.
    func answer(_ failure: CatalogError?)
}

private final class Write<Value: Sendable>: PendingWrite {
    private let path: String
    private let body: @Sendable (CatalogTransaction) throws -> Value
    private let resume: @Sendable (Result<Value, CatalogError>) -> Void
    private let outcome = Mutex<Result<Value, CatalogError>?>(nil)

    init(
        path: String, _ body: @escaping @Sendable (CatalogTransaction) throws -> Value,
        resume: @escaping @Sendable (Result<Value, CatalogError>) -> Void
    ) {
        self.path = path
        self.body = body
        self.resume = resume
    }

    func run(_ transaction: CatalogTransaction) {
        var result: Result<Value, CatalogError>?
        do {
            try transaction.db.inSavepoint {
                result = .success(try body(transaction))
                return .commit
            }
        } catch {
            result = .failure(CatalogError(error, store: path))
        }
        outcome.withLock { $0 = result }
    }

    var failure: CatalogError? {
        outcome.withLock { outcome in
            if case .failure(let error) = outcome { error } else { nil }
        }
    }

    func answer(_ failure: CatalogError?) {
        if let failure { return resume(.failure(failure)) }
        guard let result = outcome.withLock(\.self) else { preconditionFailure("a group that was committed ran every write") }
        resume(result)
    }
}

extension CatalogError {
    /// What SQLite says, as something a person can act on.
    init(_ error: any Error, store: String) {
        switch error {
        case let error as CatalogError: self = error
        case let error as DatabaseError where error.resultCode == .SQLITE_BUSY: self = .busy(store: store)
        case let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode):
            self = .unusable(store: store, reason: "it is damaged (\(error.message ?? "no details")). Restore the latest backup.")
        case let error as DatabaseError:
            self = .inaccessible(store: store, reason: error.message ?? "SQLite's error \(error.resultCode)")
        default: self = .inaccessible(store: store, reason: "\(error)")
        }
    }
}
