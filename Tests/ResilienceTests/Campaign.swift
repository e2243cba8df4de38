import Foundation

/// How much is tried: a thousand inputs of each kind with every change, ten times that by hand (`.ci/storms`).
enum Campaign {
    /// Of files through the whole program.
    static let files = number("SLUICE_STORM_FILES") ?? 400
    /// Of texts and structures, for each of our own parsers.
    static let structures = number("SLUICE_STORM_STRUCTURES") ?? 1000

    /// Where inputs that broke something are kept for a look.
    static let findings = Workspace.root.appending(path: ".build/fuzz-findings")

    /// Inputs that once broke something, for good.
    static let brokenFolder = Workspace.root.appending(path: "Fixtures/Fuzz")

    static func broken() throws -> [(name: String, bytes: [UInt8])] {
        try FileManager.default.contentsOfDirectory(atPath: brokenFolder.path).sorted().filter { $0 != "README.md" }
            .map { ($0, Array(try Data(contentsOf: brokenFolder.appending(path: $0)))) }
    }

    static func keep(_ bytes: [UInt8], as name: String) throws -> String {
        try FileManager.default.createDirectory(at: findings, withIntermediateDirectories: true)
        let file = findings.appending(path: name)
        try Data(bytes).write(to: file)
        return file.path
    }

    private static func number(_ variable: String) -> Int? { ProcessInfo.processInfo.environment[variable].flatMap { Int($0) } }
}
