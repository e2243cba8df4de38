import Foundation

/// A folder that `sluice transcode` published.
struct Asset: Sendable {
    let source: URL
    let folder: URL
    let transcode: ToolResult
    /// Bytes, of all processes of the transcode together.
    let peakMemory: Int

    var master: URL { folder.appending(path: "master.m3u8") }
    var manifest: URL { folder.appending(path: "manifest.mpd") }

    /// The variant streams of master.m3u8, the largest picture first.
    func variants() throws -> [Variant] {
        try MultivariantPlaylist(text(of: "master.m3u8")).variants.sorted { $0.pixels > $1.pixels }
    }

    func text(of name: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
    }

    /// Media playlists with segments of moving pictures or sound, by name.
    func mediaPlaylists() throws -> [(name: String, playlist: MediaPlaylist)] {
        try Workspace.files(below: folder).filter { $0.hasSuffix("/media.m3u8") }.map {
            ($0, MediaPlaylist(try text(of: $0)))
        }
    }

    /// sha256 of every file, but for the report: that one holds timings.
    func checksums() async throws -> [String: String] {
        let names = try Workspace.files(below: folder).filter { $0 != "report.json" }
        let sums = try await Tool(executable: "sha256sum").run(names, directory: folder).succeeded()
        return Dictionary(
            uniqueKeysWithValues: sums.lines.map { line in
                let parts = line.split(separator: " ", maxSplits: 1)
                return (parts[1].trimmingCharacters(in: .whitespaces), String(parts[0]))
            })
    }
}

/// Transcodes each source once, however many tests look at the result.
actor Assets {
    static let shared = Assets()

    private struct Request: Hashable {
        let command: String
        let source: URL
        let options: [String]
    }

    private var running: [Request: Task<Asset, any Error>] = [:]

    /// The asset of a fixture.
    func asset(of fixture: String, _ options: [String] = [], command: String = "transcode") async throws -> Asset {
        try await asset(of: fixture == "clip.mp4" ? Fixture.clip : Fixture.url(fixture), options, command: command)
    }

    func asset(of source: URL, _ options: [String] = [], command: String = "transcode") async throws -> Asset {
        let request = Request(command: command, source: source, options: options)
        if let task = running[request] { return try await task.value }
        let task = Task { try await Self.transcode(source, options, command: command) }
        running[request] = task
        return try await task.value
    }

    /// A transcode of its own, shared with no other test.
    static func transcode(
        _ source: URL, _ options: [String] = [], environment: [String: String] = [:], command: String = "transcode"
    ) async throws -> Asset {
        let folder = try Workspace.scratch(source.deletingPathExtension().lastPathComponent).appending(path: "asset")
        let running = try Tool.sluice.start(
            [command, source.path, "--output", folder.path] + options, within: 600, environment: environment)
        let (result, peak) = try await ProcessTree.peakMemory(of: running.group) { try await running.result() }
        return Asset(source: source, folder: folder, transcode: try result.succeeded(), peakMemory: peak)
    }
}
