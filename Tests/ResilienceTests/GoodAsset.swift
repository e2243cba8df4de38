import Foundation
import Isolation
import Pipeline
import Presets

/// An asset of every codec with captions and a download, made once: what parsers are given in damaged copies. With it, the frames
/// that the workers sent meanwhile.
struct GoodAsset: Sendable {
    /// Path within the asset → bytes.
    let files: [String: [UInt8]]
    /// Of each worker process, everything that it sent.
    let streams: [[UInt8]]

    static let shared = Task { try await make() }

    static let preset = try! PresetLibrary.load(
        contentsOf: """
            name: everything
            effort: fast
            gop: 0.5
            segment: 1
            download: true
            ladder: [{ shortSide: 64, maxRate: 200k }, { shortSide: 90, maxRate: 300k }]
            hevc: { encoderPreset: ultrafast, ladder: [{ shortSide: 90, maxRate: 200k }] }
            av1: { encoderPreset: 12, ladder: [{ shortSide: 90, maxRate: 200k }] }
            """, file: "everything.yaml")

    private static func make() async throws -> GoodAsset {
        let folder = try Workspace.scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        let worker = try StandIn.make(in: folder, "$WORKER __worker | tee \"$0.$$.events\"")
        let asset = folder.appending(path: "kept")
        let source = try Workspace.fixtures(["captions.mkv"])[0]
        let run = try await Run.transcode(source.path, executable: worker, preset: preset, keeping: asset)
        if let failure = run.failure { throw Workspace.Failed(description: "\(failure)") }
        var files: [String: [UInt8]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: asset.path) {
            guard let bytes = try? Data(contentsOf: asset.appending(path: path)) else { continue }
            files[path] = Array(bytes)
        }
        let recorded = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".events") }
        return GoodAsset(
            files: files, streams: try recorded.sorted().map { Array(try Data(contentsOf: folder.appending(path: $0))) })
    }

    /// Its files whose name ends so, in order of their paths.
    func files(endingWith suffix: String) -> [[UInt8]] {
        files.filter { $0.key.hasSuffix(suffix) }.sorted { $0.key < $1.key }.map(\.value)
    }
}

/// A program in a worker's place.
enum StandIn {
    /// - Parameter script: for bash; `$WORKER` is the real worker and `$0` the stand-in's own path.
    static func make(in folder: URL, _ script: String) throws -> String {
        let path = folder.appending(path: "worker").path
        try Data("#!/bin/bash\nprintf $$ > \"$0.pid\"\nWORKER=\(Workspace.sluice)\n\(script)\n".utf8).write(
            to: URL(filePath: path))
        guard chmod(path, 0o755) == 0 else { throw Workspace.Failed(description: "chmod \(path)") }
        // A process that is being started elsewhere may have it open to write until its own program runs, and what is open so cannot
        // be executed (ETXTBSY); a read lease is granted once nobody has.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        let setLease: Int32 = 1024  // F_SETLEASE, which is not imported.
        while fcntl(descriptor, setLease, Int32(F_RDLCK)) != 0 {
            guard errno == EAGAIN else { throw Workspace.Failed(description: "lease of \(path)") }
            sched_yield()
        }
        return path
    }
}
