import FoundationEssentials

/// The regular files of a published asset, listed once. Only what is listed can be read, so neither a symbolic link nor a
/// path with `..` leads out of the folder.
struct AssetFolder: Sendable {
    /// Path relative to the folder → size in bytes.
    let files: [String: Int]
    private let root: String

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
                guard let attributes = try? manager.attributesOfItem(atPath: "\(root)/\(path)") else { continue }
                switch attributes[.type] as? FileAttributeType {
                case .typeDirectory: pending.append(path)
                case .typeRegular: files[path] = (attributes[.size] as? UInt64).map { Int(clamping: $0) } ?? 0
                default: continue
                }
            }
        }
        self.files = files
        self.root = root
    }

    /// The bytes of a listed file; nil where it is not one. Blocks.
    func blockingRead(_ path: String) throws(ConformanceError) -> [UInt8]? {
        guard files[path] != nil else { return nil }
        do {
            return [UInt8](try Data(contentsOf: URL(filePath: "\(root)/\(path)")))
        } catch {
            throw .unreadable(path: path, reason: "\(error)")
        }
    }

    private static func blockingNames(in folder: String) throws(ConformanceError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw .unreadable(path: folder, reason: "\(error)")
        }
    }
}
