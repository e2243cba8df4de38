import Foundation

/// Test files, made by the scripts in `Fixtures` when first asked for and kept until the script changes.
enum Fixture {
    static let clip = Workspace.root.appending(path: "Fixtures/clip.mp4")

    /// A file of `Fixtures/generate`.
    static func url(_ name: String) async throws -> URL { try await made(name, by: "generate", [name]) }

    /// A file of `Fixtures/hostile`, which makes all of them at once.
    static func hostile(_ name: String) async throws -> URL { try await made(name, by: "hostile", []) }

    private static func made(_ name: String, by script: String, _ names: [String]) async throws -> URL {
        let script = Workspace.root.appending(path: "Fixtures/\(script)")
        let file = try folder(of: script).appending(path: name)
        if !FileManager.default.fileExists(atPath: file.path) {
            _ = try await Tool(executable: script.path).run([file.deletingLastPathComponent().path] + names, within: 180)
                .succeeded()
        }
        return file
    }

    /// Named after the script's content (FNV-1a), so that files of an older script are never used.
    private static func folder(of script: URL) throws -> URL {
        let hash = try Data(contentsOf: script).reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return Workspace.root.appending(path: ".build/fixtures/\(String(hash, radix: 16))")
    }
}
