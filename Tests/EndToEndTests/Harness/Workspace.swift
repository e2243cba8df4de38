import Foundation

/// Where the tests read and write: everything made lies under `.build`, and what an earlier run left there is removed.
enum Workspace {
    /// The package's root.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Where the test bundle lies, and beside it the program under test.
    static let builtProducts = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

    private static let scratchRoot: URL = {
        let folder = root.appending(path: ".build/end-to-end")
        try? FileManager.default.removeItem(at: folder)
        return folder
    }()

    /// A new, empty folder.
    static func scratch(_ name: String) throws -> URL {
        let folder = scratchRoot.appending(path: "\(name)-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// Real uploads beside the package, or nil where there are none.
    static let corpus: URL? = {
        let named = ProcessInfo.processInfo.environment["SLUICE_CORPUS"].map { URL(filePath: $0) }
        let folder = named ?? root.appending(path: "../shared/corpus").standardizedFileURL
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    /// Names of the files below a folder, relative to it, sorted.
    static func files(below folder: URL) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: folder.appending(path: $0).path, isDirectory: &isFolder)
            return exists && !isFolder.boolValue
        }.sorted()
    }
}
