import FoundationEssentials
import Glibc
import ISOBMFF

/// The regular files of a published asset, listed once. Only what is listed can be read, so neither a symbolic link nor a
/// path with `..` leads out of the folder.
struct AssetFolder: Sendable {
    /// Path relative to the folder → size in bytes.
    let files: [String: Int]
    private let root: String
    /// Of a view: the folder in `root` that it shows, with its slash.
    private var prefix = ""

    /// Lists `root` and the folders below it. Blocks.
    init(blockingRoot root: String) throws(ConformanceError) {
        let manager = FileManager.default
        var isFolder = false
        guard manager.fileExists(atPath: root, isDirectory: &isFolder), isFolder else { throw .notAFolder(path: root) }
        var files: [String: Int] = [:]
        var pending = [""]
        while let folder = pending.popLast() {
            for name in try Self.blockingNames(in: folder.isEmpty ? root : "\(root)/\(folder)") {
                let path = folder.isEmpty ? name : "\(folder)/\(name)"
                var status = stat()
                // FileManager's attributes look up the owner's name as well, through a socket.
                guard lstat("\(root)/\(path)", &status) == 0 else { continue }
                switch status.st_mode & S_IFMT {
                case S_IFDIR: pending.append(path)
                case S_IFREG: files[path] = Int(status.st_size)
                default: continue
                }
            }
        }
        self.files = files
        self.root = root
    }

    private init(_ files: [String: Int], root: String, prefix: String) {
        self.files = files
        self.root = root
        self.prefix = prefix
    }

    /// What lies beside the folders of protections and belongs to all of them.
    private static let shared = ["text/", "thumbnails/"]

    /// An encrypted presentation's folder as an asset of its own: what is clear and lies beside it lies in it.
    func view(of name: String) -> AssetFolder {
        let prefix = "\(name)/"
        var seen: [String: Int] = [:]
        for (path, size) in files {
            if path.hasPrefix(prefix) { seen[String(path.dropFirst(prefix.count))] = size }
            if Self.shared.contains(where: path.hasPrefix) { seen[path] = size }
        }
        return AssetFolder(seen, root: root, prefix: prefix)
    }

    /// Of a file of a view, its path in the whole asset.
    func path(of path: String) -> String { Self.shared.contains(where: path.hasPrefix) ? path : prefix + path }

    /// The bytes of a listed file; nil where it is not one. Blocks.
    func blockingRead(_ path: String) throws(ConformanceError) -> [UInt8]? {
        guard let file = try blockingOpen(path) else { return nil }
        let bytes: [UInt8]
        do { bytes = try file.read(0, Int(file.size)) } catch { throw .unreadable(path: path, reason: "\(error)") }
        // In a view's manifests what lies beside its folder lies in it.
        guard !prefix.isEmpty, [PublishedAsset.multivariantPath, PublishedAsset.presentationPath].contains(path) else {
            return bytes
        }
        return Array(String(decoding: bytes, as: UTF8.self).replacing("../", with: "").utf8)
    }

    /// A listed file that is too large to be loaded, to be read here and there; nil where it is not one. Blocks.
    func blockingOpen(_ path: String) throws(ConformanceError) -> ByteSource? {
        guard let size = files[path] else { return nil }
        guard let file = OpenFile("\(root)/\(self.path(of: path))") else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        return ByteSource(size: Int64(size), read: file.read)
    }

    private static func blockingNames(in folder: String) throws(ConformanceError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw .unreadable(path: folder, reason: "\(error)")
        }
    }
}

/// An open file, closed with its last user.
private final class OpenFile {
    private let descriptor: Int32

    init?(_ path: String) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    func read(_ offset: Int64, _ count: Int) throws(ISOBMFFError) -> [UInt8] {
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let read = pread(descriptor, buffer.baseAddress! + filled, count - filled, off_t(offset) + filled)
                if read > 0 { filled += read } else if read == 0 || errno != EINTR { return }
            }
        }
        guard bytes.count == count else { throw .unreadable(offset: offset) }
        return bytes
    }
}
