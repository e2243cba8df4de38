import CPlatform
import Glibc
import Synchronization
import Threading

/// An asset being written beside its final place.
package final class LocalStaging: AssetStaging {
    private struct State {
        var isOpen = true
        /// Relative paths of the folders made so far; their entries are synced before the asset is published.
        var folders: Set<String> = []
        /// The folder has its final name, and readers.
        var isRevealed = false
    }

    private let storage: LocalStorage
    private let name: String
    /// The name of that folder within the storage's.
    package let hidden: String
    private let parent: Folder
    /// Open from the start, so that `sync` hears of every write error since.
    private let root: Folder
    private let state = Mutex(State())

    init(
        storage: LocalStorage, name: String, hidden: String, parent: consuming Folder, root: consuming Folder,
        isRevealed: Bool = false
    ) {
        self.storage = storage
        self.name = name
        self.hidden = hidden
        self.parent = parent
        self.root = root
        state.withLock { $0.isRevealed = isRevealed }
    }

    /// The folder that holds what was put, for those who read it back before it is published.
    package var path: String { storage.path(folderName) }

    private var folderName: String { state.withLock(\.isRevealed) ? name : hidden }

    deinit {
        // Whoever wants to hear of a failure discards explicitly.
        try? discard()
    }

    package func put(_ path: String, _ pieces: [[UInt8]]) throws(StorageError) {
        try put(path, pieces, isDurable: false)
    }

    /// - Parameter isDurable: returns when the file, and its name, would survive a loss of power.
    package func put(_ path: String, _ pieces: [[UInt8]], isDurable: Bool) throws(StorageError) {
        try put(path, isDurable: isDurable) { file throws(SystemError) in
            for piece in pieces { try file.writeAll(piece.span.bytes) }
        }
    }

    /// Gives the folder its final name: readers see what is in it, and each file that is put from here on, at once. A file may then be put
    /// again, and readers have either the old or the new one. Whatever is left of it after a crash has no `report.json`.
    package func reveal() throws(StorageError) {
        try checkOpen()
        do throws(SystemError) {
            guard sluice_rename_noreplace(parent.descriptor.rawValue, hidden, parent.descriptor.rawValue, name) == 0 else {
                throw .last("publish")
            }
            state.withLock { $0.isRevealed = true }
            try parent.sync()
        } catch {
            throw storage.failure(error, name)
        }
    }

    package func put(_ path: String, blocks next: () throws -> [UInt8]?) throws {
        var failure: (any Error)?
        do throws(StorageError) {
            try put(path) { file throws(SystemError) in
                do {
                    while let block = try next() { try file.writeAll(block.span.bytes) }
                } catch {
                    failure = error
                    throw error as? SystemError ?? SystemError(code: ECANCELED, operation: "write")
                }
            }
        } catch {
            throw failure is SystemError ? error : failure ?? error
        }
    }

    private func put(
        _ path: String, isDurable: Bool = false, _ write: (borrowing FileDescriptor) throws(SystemError) -> Void
    ) throws(StorageError) {
        let path = try RelativePath(path)
        try checkOpen()
        do throws(SystemError) {
            try place(path, isDurable: isDurable) { file throws(SystemError) in
                try write(file)
                if isDurable { try file.sync() } else { try file.beginSync() }
            }
        } catch {
            if error.code == EEXIST {
                throw StorageError(.invalidPath, "\(path.name) of \(storage.path(name)) was put before.", cause: error)
            }
            let place = ([storage.path(name)] + path.folders + [path.name]).joined(separator: "/")
            throw StorageError(.io, "Cannot \(error.operation) \(place): \(error.reason).", cause: error)
        }
    }

    package func sync() throws(StorageError) {
        try checkOpen()
        do throws(SystemError) {
            guard sluice_syncfs(root.descriptor.rawValue) == 0 else { throw .last("sync") }
            for folder in state.withLock({ $0.folders }).sorted(by: >) {
                try descend(folder.split(separator: "/").map(String.init)) { folder throws(SystemError) in try folder.sync() }
            }
            try root.sync()
        } catch {
            throw storage.failure(error, name)
        }
    }

    package func publish(replacingExisting: Bool) throws(StorageError) {
        try sync()
        if state.withLock(\.isRevealed) { return keep() }
        let isExchanged: Bool
        do throws(SystemError) {
            isExchanged = try rename(replacingExisting: replacingExisting)
        } catch {
            throw storage.failure(error, name)
        }
        state.withLock { $0.isOpen = false }
        do throws(SystemError) {
            try parent.sync()
        } catch {
            throw storage.failure(error, name)
        }
        guard isExchanged else { return }
        do throws(SystemError) {
            try parent.removeTree(hidden)
        } catch {
            throw StorageError(
                .leftover,
                "\(storage.path(name)) is published; what it replaced could not be removed from \(path): \(error.reason).",
                cause: error)
        }
    }

    package func discard() throws(StorageError) {
        let isOpen = state.withLock { state in
            defer { state.isOpen = false }
            return state.isOpen
        }
        guard isOpen else { return }
        let folder = folderName
        // The name may be another one's by now.
        guard parent.status(of: folder)?.st_ino == root.status(of: ".")?.st_ino else { return }
        // Of what has readers, first what names the rest.
        if folder == name { removePlaylists() }
        do throws(SystemError) {
            try parent.removeTree(folder)
        } catch {
            throw StorageError(error, at: path)
        }
    }

    /// `master.m3u8`, then the playlists that it names.
    private func removePlaylists() {
        for folder in [""] + state.withLock({ $0.folders }).sorted() {
            try? descend(folder.split(separator: "/").map(String.init)) { folder throws(SystemError) in
                for name in try folder.names() where name.hasSuffix(".m3u8") || name.hasSuffix(".mpd") {
                    unlinkat(folder.descriptor.rawValue, name, 0)
                }
            }
        }
    }

    /// Takes in files that another staging of the same storage has put, synced and kept. They are shared and not copied.
    ///
    /// - Parameters:
    ///   - paths: as they were put.
    ///   - hidden: the other staging's `hidden`.
    package func adopt(_ paths: [String], from hidden: String) throws(StorageError) {
        try checkOpen()
        guard hidden != self.hidden else { return }
        for path in paths {
            try link(path, from: hidden) { ours, theirs, name throws(SystemError) in try ours.link(name, of: theirs) }
        }
    }

    /// Takes in a file that another staging of the same storage has put to last, and returns when it would last here as well. What is
    /// there of this path already stays.
    package func show(_ path: String, from hidden: String) throws(StorageError) {
        try checkOpen()
        try link(path, from: hidden) { ours, theirs, name throws(SystemError) in
            try ours.link(name, of: theirs, keepingExisting: true)
            try ours.sync()
        }
    }

    private func link(
        _ path: String, from hidden: String,
        _ body: (_ ours: borrowing Folder, _ theirs: borrowing Folder, _ name: String) throws(SystemError) -> Void
    ) throws(StorageError) {
        let relative = try RelativePath(path)
        do throws(SystemError) {
            var theirs = try parent.folder(hidden)
            for name in relative.folders { theirs = try theirs.folder(name) }
            try body(try makeFolders(relative), theirs, relative.name)
        } catch {
            throw StorageError(error, at: "\(storage.path(hidden))/\(path)")
        }
    }

    /// Whether there is a file of this path, whoever has put it.
    package func has(_ path: String) -> Bool {
        guard let path = try? RelativePath(path) else { return false }
        var isThere = false
        try? descend(path.folders) { folder throws(SystemError) in isThere = folder.status(of: path.name) != nil }
        return isThere
    }

    /// Runs `body` while no other staging of the same folder runs one, in whatever process.
    ///
    /// - Returns: false where another one has taken long, and `body` was not run.
    package func exclusively(_ body: () throws -> Void) throws -> Bool {
        for _ in 0..<100 {
            if flock(root.descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 {
                defer { flock(root.descriptor.rawValue, LOCK_UN) }
                try body()
                return true
            }
            usleep(10_000)
        }
        return false
    }

    /// Ends the staging and leaves what was put where it is, for another one to adopt.
    package func keep() { state.withLock { $0.isOpen = false } }

    private func checkOpen() throws(StorageError) {
        guard state.withLock({ $0.isOpen }) else {
            throw StorageError(.closed, "\(storage.path(name)) was published or discarded already.")
        }
    }

    /// Moves the hidden folder into place. True where it changed places with an earlier asset, which is hidden now.
    private func rename(replacingExisting: Bool) throws(SystemError) -> Bool {
        let folder = parent.descriptor.rawValue
        // Somebody else may publish or remove the same name in between; a few turns settle it.
        for _ in 0..<8 {
            if sluice_rename_noreplace(folder, hidden, folder, name) == 0 { return false }
            let failure = SystemError.last("publish")
            guard failure.code == EEXIST, replacingExisting else { throw failure }
            do throws(SystemError) {
                try storage.checkReplaceable(name, in: parent)
            } catch {
                if error.code == ENOENT { continue }
                throw error
            }
            if sluice_rename_exchange(folder, hidden, folder, name) == 0 { return true }
            guard errno == ENOENT else { throw .last("publish") }
        }
        throw SystemError(code: EBUSY, operation: "publish")
    }

    private func place(
        _ path: RelativePath, isDurable: Bool, _ write: (borrowing FileDescriptor) throws(SystemError) -> Void
    ) throws(SystemError) {
        let folder = try makeFolders(path)
        if state.withLock(\.isRevealed) { try folder.replace(path.name, write) } else { try folder.create(path.name, write) }
        if isDurable { try folder.sync() }
    }

    private func makeFolders(_ path: RelativePath) throws(SystemError) -> Folder {
        var made = ""
        var folder = try root.folder(".")
        for name in path.folders {
            made += made.isEmpty ? name : "/" + name
            do throws(SystemError) {
                try folder.create(name)
            } catch {
                guard error.code == EEXIST else { throw error }
            }
            folder = try folder.folder(name)
            state.withLock { _ = $0.folders.insert(made) }
        }
        return folder
    }

    private func descend(
        _ names: [String], _ body: (borrowing Folder) throws(SystemError) -> Void
    ) throws(SystemError) {
        var folder = try root.folder(".")
        for name in names { folder = try folder.folder(name) }
        try body(folder)
    }
}
