import Foundation
import Synchronization

/// Debian's `ffmpeg`, which makes the sources that tests read.
enum FFmpeg {
    private static let path = "/usr/bin/ffmpeg"
    static let isInstalled = FileManager.default.isExecutableFile(atPath: path)

    struct Failure: Error { let text: String }

    /// Runs it and returns what it wrote to standard output.
    @discardableResult
    static func run(_ arguments: [String]) throws -> [UInt8] {
        try Command.run(path, ["-nostdin", "-v", "error", "-y"] + arguments)
    }
}

/// Runs a program to its end; its output passes through files, so that no pipe can fill up.
enum Command {
    static func run(_ path: String, _ arguments: [String]) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sluice-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["out", "err"].map { folder.appending(path: $0) }
        for file in files { try Data().write(to: file) }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw FFmpeg.Failure(text: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self))
        }
        return [UInt8](try Data(contentsOf: files[0]))
    }
}

/// Media files, each made once and kept in the temporary folder for the next run.
enum Fixture {
    private static let making = Mutex(())

    /// One of `Fixtures/generate`.
    static func named(_ name: String) throws -> String {
        try making.withLock { _ in
            let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fixtures/generate")
                .standardized
            let folder = try folder(of: [UInt8](try Data(contentsOf: script)))
            _ = try Command.run("/usr/bin/env", ["bash", script.path, folder.path, name])
            return folder.appending(path: name).path
        }
    }

    /// What ffmpeg makes of `arguments`; `suffix` is the file's.
    static func made(_ suffix: String, _ arguments: [String]) throws -> String {
        try making.withLock { _ in
            let folder = try folder(of: Array(arguments.joined(separator: "\n").utf8))
            let file = folder.appending(path: "made.\(suffix)")
            if !FileManager.default.fileExists(atPath: file.path) {
                let aside = folder.appending(path: "\(UUID().uuidString).\(suffix)")
                try FFmpeg.run(arguments + [aside.path])
                try FileManager.default.moveItem(at: aside, to: file)
            }
            return file.path
        }
    }

    /// A folder that belongs to `recipe`, so that a changed recipe makes a new file.
    private static func folder(of recipe: [UInt8]) throws -> URL {
        // FNV-1a.
        let hash = recipe.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let folder = FileManager.default.temporaryDirectory.appending(path: "sluice-fixtures/\(String(hash, radix: 16))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}

/// Opens a file for reading while `body` runs.
func withDescriptor<R>(_ path: String, _ body: (Int32) throws -> R) throws -> R {
    let file = try FileHandle(forReadingFrom: URL(filePath: path))
    defer { try? file.close() }
    return try body(file.fileDescriptor)
}
