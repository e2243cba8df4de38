import CPlatform
import Glibc
import Threading

/// A regular file below a watched folder.
package struct InboxFile: Hashable, Sendable {
    /// From the watched folder.
    package let path: String
    package let identity: FileIdentity
    /// A file of the same name with `.ready` behind it lies beside it: its writer says that it is complete.
    package let isAnnounced: Bool
}

/// The folder that uploads are dropped into. What begins with a dot or a tilde or has a name that programs give to unfinished files is
/// not looked at, nor are `done`, `failed` and whatever is excluded; links, pipes and devices are never opened. Every call blocks.
package struct InboxFolder: Sendable {
    /// The folder's path without links.
    package let path: String
    private let excluded: Set<FileIdentity.Place>

    package static let done = "done"
    package static let failed = "failed"
    private static let unfinished = [".part", ".partial", ".tmp", ".crdownload", ".filepart", ".!ut"]
    /// Beside an upload and not uploads themselves.
    private static let companions = [ready, wishes]
    private static let ready = ".ready"
    private static let wishes = ".yaml"
    private static let longestWishes = 64 << 10
    /// Deeper folders are not looked into.
    private static let deepest = 16

    /// - Parameter excluded: folders that exist and are never scanned: the output, above all.
    package init(_ path: String, excluding excluded: [String]) throws(StorageError) {
        do throws(SystemError) {
            guard let resolved = realpath(path, nil) else { throw .last("open the folder") }
            defer { free(resolved) }
            self.path = String(cString: resolved)
            self.excluded = Set(try excluded.map { path throws(SystemError) in try FileIdentity.place(of: path) })
        } catch {
            throw StorageError(error, at: path)
        }
    }

    /// Every file that may be an upload, in no order.
    package func scan() throws(StorageError) -> [InboxFile] {
        var files: [InboxFile] = []
        do throws(SystemError) {
            try scan(try Folder.open(path), below: "", depth: 0, into: &files)
        } catch {
            throw StorageError(error, at: path)
        }
        return files
    }

    private func scan(_ folder: borrowing Folder, below prefix: String, depth: Int, into files: inout [InboxFile])
        throws(SystemError)
    {
        let names = try folder.names()
        let all = Set(names)
        for name in names where Self.isCandidate(name) {
            // It may have gone meanwhile.
            guard let status = folder.status(of: name) else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFREG where !Self.companions.contains(where: name.hasSuffix):
                files.append(
                    InboxFile(path: prefix + name, identity: FileIdentity(status), isAnnounced: all.contains(name + Self.ready)))
            case S_IFDIR where depth < Self.deepest && !excluded.contains(FileIdentity(status).place):
                if depth == 0 && (name == Self.done || name == Self.failed) { continue }
                guard let inner = try? folder.folder(name) else { continue }
                try scan(inner, below: "\(prefix)\(name)/", depth: depth + 1, into: &files)
            default: break
            }
        }
    }

    private static func isCandidate(_ name: String) -> Bool {
        !name.hasPrefix(".") && !name.hasPrefix("~") && !unfinished.contains { name.lowercased().hasSuffix($0) }
    }

    /// Whether nobody has the file open to write; nil where the system does not tell (fcntl(2), F_SETLEASE: the owner's files, on a
    /// file system of this machine).
    package func isClosed(_ file: InboxFile) -> Bool? {
        guard let descriptor = try? FileDescriptor.open(absolute(file.path)) else { return nil }
        // Not in Swift's C library overlay (fcntl.h, Linux).
        let setLease: Int32 = 1024
        guard fcntl(descriptor.rawValue, setLease, F_RDLCK) == 0 else { return errno == EAGAIN ? false : nil }
        _ = fcntl(descriptor.rawValue, setLease, F_UNLCK)
        return true
    }

    /// What tells this content of this file from every other: where it lies, its size and time, and a hash of its ends.
    package func fingerprint(_ file: InboxFile) throws(StorageError) -> String {
        do throws(SystemError) {
            let descriptor = try FileDescriptor.open(absolute(file.path))
            let length = 64 << 10
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for offset in [0, max(0, file.identity.size - Int64(length))] {
                // FNV-1a: against accidents, not against attacks.
                for byte in try descriptor.read(length, at: offset) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            }
            return "\(file.identity)-\(String(hash, radix: 16))"
        } catch {
            throw StorageError(error, at: absolute(file.path))
        }
    }

    /// The start of the file with `.yaml` behind its name that lies beside a file; nil where there is none.
    package func wishes(beside file: InboxFile) -> String? {
        guard let descriptor = try? FileDescriptor.open(absolute(file.path + Self.wishes)),
            let bytes = try? descriptor.read(Self.longestWishes, at: 0)
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Calls `body` with the open file; nil where it cannot be opened.
    package func withOpen<Value>(_ file: InboxFile, _ body: (Int32) -> Value) -> Value? {
        guard let descriptor = try? FileDescriptor.open(absolute(file.path)) else { return nil }
        return body(descriptor.rawValue)
    }

    package func absolute(_ path: String) -> String { "\(self.path)/\(path)" }

    /// Where the file of this identity lies now: in its place, or in one of those that `move` gives.
    package func locate(_ path: String, _ identity: FileIdentity, alias: String) -> String? {
        let places = [path] + [Self.done, Self.failed].flatMap { ["\($0)/\(path)", "\($0)/\(Self.aliased(path, alias))"] }
        return places.first { (try? FileIdentity.of(absolute($0))) == identity }
    }

    /// Moves a file, and what lies beside it for it, into `done` or `failed`, keeping its folders.
    ///
    /// - Parameters:
    ///   - source: where it lies now.
    ///   - path: where it was dropped.
    ///   - alias: put before its name where the name is taken.
    ///   - reason: written beside it, for people.
    package func move(_ source: String, of path: String, to folder: String, alias: String, reason: String?) throws(StorageError) {
        do throws(SystemError) {
            var target = "\(folder)/\(path)"
            try makeFolders(for: target)
            if source != target && sluice_rename_noreplace(AT_FDCWD, absolute(source), AT_FDCWD, absolute(target)) != 0 {
                // Another process has moved it.
                if errno == ENOENT { return }
                guard errno == EEXIST else { throw .last("move") }
                target = "\(folder)/\(Self.aliased(path, alias))"
                if source != target && rename(absolute(source), absolute(target)) != 0 { throw .last("move") }
            }
            for companion in Self.companions { _ = rename(absolute(source + companion), absolute(target + companion)) }
            unlink(absolute("\(source).reason.txt"))
            if let reason { try DurableFile.write(Array("\(reason)\n".utf8), to: absolute("\(target).reason.txt")) }
        } catch {
            throw StorageError(error, at: absolute(source))
        }
    }

    private static func aliased(_ path: String, _ alias: String) -> String {
        let slash = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
        return path[..<slash] + "\(alias)-" + path[slash...]
    }

    private func makeFolders(for path: String) throws(SystemError) {
        var made = self.path
        for name in path.split(separator: "/").dropLast() {
            made += "/\(name)"
            if mkdir(made, 0o777) != 0 && errno != EEXIST { throw .last("create the folder") }
        }
    }
}
