import Foundation

/// Test files, made by `Fixtures/generate` when first asked for and kept until that script changes.
enum Fixture {
    static let clip = Workspace.root.appending(path: "Fixtures/clip.mp4")

    static func url(_ name: String) async throws -> URL {
        let file = try folder().appending(path: name)
        if !FileManager.default.fileExists(atPath: file.path) {
            let generate = Tool(executable: Workspace.root.appending(path: "Fixtures/generate").path)
            _ = try await generate.run([file.deletingLastPathComponent().path, name], within: 180).succeeded()
        }
        return file
    }

    /// Named after the script's content (FNV-1a), so that files of an older script are never used.
    private static func folder() throws -> URL {
        let script = try Data(contentsOf: Workspace.root.appending(path: "Fixtures/generate"))
        let hash = script.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return Workspace.root.appending(path: ".build/fixtures/\(String(hash, radix: 16))")
    }
}
