import Catalog
import Glibc
import Threading

/// The exclusive lock beside a catalog. Whoever writes to the catalog or checkpoints it holds it meanwhile, so that no two connections
/// ever do so at once, which SQLite 3.7.0 to 3.51.2 may answer by losing a transaction. It belongs to the open file (fcntl(2),
/// F_OFD_SETLK): the end of a process frees it, and nothing else that the process closes does.
final class StoreLock: Sendable {
    private let file: FileDescriptor
    private let store: String

    private init(file: consuming FileDescriptor, store: String) {
        self.file = file
        self.store = store
    }

    /// Opens, or makes, `<store>.lock`.
    static func open(beside store: String) throws(CatalogError) -> StoreLock {
        let rawValue = Glibc.open("\(store).lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard rawValue >= 0 else { throw .inaccessible(store: store, reason: SystemError.last("open its lock").description) }
        return StoreLock(file: FileDescriptor(adopting: rawValue), store: store)
    }

    /// Waits for the lock, no longer than `patience`, and holds it while `body` runs. Blocks.
    func blockingHold<Value>(patience: Duration, _ body: () throws -> Value) throws -> Value {
        let deadline = ContinuousClock.now + patience
        while try !set(F_WRLCK) {
            if ContinuousClock.now >= deadline { throw CatalogError.busy(store: store) }
            usleep(1000)
        }
        defer { _ = try? set(F_UNLCK) }
        return try body()
    }

    /// False where somebody else holds it.
    private func set(_ type: Int32) throws(CatalogError) -> Bool {
        var lock = flock()
        lock.l_type = Int16(type)
        lock.l_whence = Int16(SEEK_SET)
        // Not in Swift's C library overlay (fcntl.h, Linux).
        let setOpenFileLock: Int32 = 37
        while fcntl(file.rawValue, setOpenFileLock, &lock) != 0 {
            if errno == EAGAIN || errno == EACCES { return false }
            if errno != EINTR { throw .inaccessible(store: store, reason: SystemError.last("lock it").description) }
        }
        return true
    }
}
