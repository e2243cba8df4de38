import Foundation

/// Where these tests find and leave things.
enum Workspace {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The program that serves as worker, built beside the tests.
    static let sluice = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "sluice").path

    /// Of `sluice`; workers of another version are refused.
    static let version: String = {
        let (status, output) = (try? run(sluice, ["--version"])) ?? (1, "")
        precondition(status == 0, "sluice --version: \(output)")
        return String(output.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: " ").last ?? "")
    }()

    /// A new, empty folder, which the caller removes.
    static func scratch() throws -> URL {
        let folder = root.appending(path: ".build/resilience/\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// Files of `Fixtures/generate`, made when first asked for and kept until that script changes.
    static func fixtures(_ names: [String]) throws -> [URL] {
        let script = root.appending(path: "Fixtures/generate")
        let hash = try Data(contentsOf: script).reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let folder = root.appending(path: ".build/fixtures/\(String(hash, radix: 16))")
        let (status, output) = try run(script.path, [folder.path] + names)
        guard status == 0 else { throw Failed(description: "Fixtures/generate: \(output)") }
        return names.map { folder.appending(path: $0) }
    }

    struct Failed: Error, CustomStringConvertible { let description: String }

    static func run(_ executable: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
