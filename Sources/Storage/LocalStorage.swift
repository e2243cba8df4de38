import Glibc
import Threading

/// Assets as folders of one local folder. An asset is written into a hidden folder beside its final place, which is on the
/// same file system, synced, and renamed into place.
package struct LocalStorage: AssetStorage {
    /// The folder that holds the assets.
    package let folder: String
    /// A file that every published asset has. With `replacingExisting`, a folder without it that is not empty stays: it is
    /// somebody's data and no asset.
    package let marker: String

    package init(folder: String, marker: String) {
        self.folder = folder
        self.marker = marker
    }

    /// The storage and the asset's name that a destination such as `out/clip` stands for.
    package static func split(destination: String, marker: String) throws(StorageError) -> (storage: LocalStorage, name: String) {
        var path = destination[...]
        while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
        let slash = path.lastIndex(of: "/")
        let name = String(slash.map { path[path.index(after: $0)...] } ?? path)
        guard RelativePath.isPlainName(name) else {
            throw StorageError(.notCreatable, "\"\(destination)\" does not name a new folder.")
        }
        let parent = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        return (LocalStorage(folder: parent, marker: marker), name)
    }

    package func checkCanCreate(_ name: String, replacingExisting: Bool) throws(StorageError) {
        try checkName(name)
        let parent = try openParent(of: name)
        do throws(SystemError) {
            let kind = try parent.kind(of: name)
            if kind != .absent && !replacingExisting { throw SystemError(code: EEXIST, operation: "create") }
            if kind != .absent { try checkReplaceable(name, in: parent) }
            // Trying tells more than permission bits do: read-only mounts, quotas, full disks.
            let trial = Self.stagingName(for: name)
            try parent.create(trial)
            try parent.removeEmptyFolder(trial)
        } catch {
            throw failure(error, name)
        }
    }

    package func beginStaging(_ name: String) throws(StorageError) -> LocalStaging {
        try checkName(name)
        let hidden = Self.stagingName(for: name)
        let parent = try openParent(of: name)
        do throws(SystemError) {
            try parent.create(hidden)
            let root: Folder
            do throws(SystemError) {
                root = try parent.folder(hidden)
            } catch {
                try? parent.removeEmptyFolder(hidden)
                throw error
            }
            return LocalStaging(storage: self, name: name, hidden: hidden, parent: parent, root: root)
        } catch {
            throw failure(error, name)
        }
    }

    private func openParent(of name: String) throws(StorageError) -> Folder {
        do {
            return try Folder.open(folder)
        } catch {
            guard error.code == ENOENT else { throw failure(error, name) }
            throw StorageError(.notCreatable, "There is no folder \(folder); make it, or name another place.", cause: error)
        }
    }

    /// Begins a folder with the asset's name that shows what there is of an asset in the making, until what is published takes its
    /// place; one that was begun before goes. Nil where an asset is in that place.
    package func beginPreview(_ name: String) throws(StorageError) -> LocalStaging? {
        try continuePreview(name)?.discard()
        let staging = try beginStaging(name)
        try staging.put(Self.previewMark, [])
        do throws(StorageError) {
            try staging.reveal()
        } catch {
            if error.code == .alreadyExists { return nil }
            throw error
        }
        return staging
    }

    /// Goes on with a folder that another process has begun; nil where there is none.
    package func continuePreview(_ name: String) throws(StorageError) -> LocalStaging? {
        try checkName(name)
        do throws(SystemError) {
            let parent = try Folder.open(folder)
            guard try parent.kind(of: name) == .folder else { return nil }
            let root = try parent.folder(name)
            guard try root.kind(of: Self.previewMark) != .absent else { return nil }
            return LocalStaging(storage: self, name: name, hidden: name, parent: parent, root: root, isRevealed: true)
        } catch {
            throw failure(error, name)
        }
    }

    /// The stagings there are, those of other processes included, and the assets that they are of.
    package func stagings() throws(StorageError) -> [(name: String, staging: String)] {
        do throws(SystemError) {
            return try Folder.open(folder).names().compactMap { staging in
                guard staging.hasPrefix("."), let mark = Self.mark(in: staging) else { return nil }
                return (String(staging[staging.index(after: staging.startIndex)..<mark.lowerBound]), staging)
            }
        } catch {
            throw StorageError(error, at: folder)
        }
    }

    /// Whether the process that made the staging is alive.
    package func isInUse(_ staging: String) -> Bool {
        guard let mark = Self.mark(in: staging), let pid = pid_t(staging[mark.upperBound...].prefix { $0 != "-" })
        else { return true }
        return kill(pid, 0) == 0 || errno == EPERM
    }

    /// Removes an asset; one that is not there is no error.
    package func remove(_ name: String) throws(StorageError) {
        try checkName(name)
        do throws(SystemError) {
            let parent = try Folder.open(folder)
            guard try parent.kind(of: name) != .absent else { return }
            try checkReplaceable(name, in: parent)
            // Out of sight at once, however long the rest takes.
            let hidden = Self.stagingName(for: name)
            guard renameat(parent.descriptor.rawValue, name, parent.descriptor.rawValue, hidden) == 0 else {
                throw .last("remove")
            }
            try parent.removeTree(hidden)
        } catch {
            throw failure(error, name)
        }
    }

    /// Removes what a staging has put; one that is not there is no error.
    package func removeStaging(_ hidden: String) throws(StorageError) {
        do throws(SystemError) {
            try Folder.open(folder).removeTree(hidden)
        } catch {
            throw StorageError(error, at: path(hidden))
        }
    }

    func path(_ name: String) -> String { folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)" }

    func failure(_ error: SystemError, _ name: String) -> StorageError {
        if error.code == EEXIST {
            return StorageError(
                .alreadyExists, "\(path(name)) exists already; name another folder, or ask for it to be replaced (--force).",
                cause: error)
        }
        if error.code == ENOTEMPTY {
            return StorageError(
                .notCreatable, "\(path(name)) holds files and no \(marker): it is not an asset and is not replaced.", cause: error
            )
        }
        return StorageError(error, at: path(name))
    }

    /// - Throws: ENOTEMPTY where the folder is not an asset, ENOTDIR where it is no folder.
    func checkReplaceable(_ name: String, in parent: borrowing Folder) throws(SystemError) {
        let existing = try parent.folder(name)
        for name in [marker, Self.previewMark] where try existing.kind(of: name) != .absent { return }
        guard try existing.names().isEmpty else { throw SystemError(code: ENOTEMPTY, operation: "replace") }
    }

    private func checkName(_ name: String) throws(StorageError) {
        guard RelativePath.isPlainName(name) else { throw StorageError(.invalidPath, "\"\(name)\" is not an asset's name.") }
    }

    /// Unique among all processes; cut so that any name an asset may have fits.
    private static func stagingName(for name: String) -> String {
        let start = String(decoding: name.utf8.prefix(200), as: UTF8.self)
        return ".\(start)\(stagingMark)\(getpid())-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
    }

    /// The last one: names may hold anything.
    private static func mark(in staging: String) -> Range<String.Index>? {
        staging.ranges(of: stagingMark).last
    }

    /// A file in every folder that shows an asset in the making.
    private static let previewMark = ".in-the-making"

    /// Between the asset's name and the process's number.
    private static let stagingMark = ".sluice-"
}
