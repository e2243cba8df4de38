import ArgumentParser
import FoundationEssentials
import Glibc
import Isolation
import Pipeline
import Planning

/// What a benchmark of ladders starts from.
struct LadderSource {
    /// Absolute path of the file.
    let input: String
    let preset: Preset
    let plan: TranscodePlan

    /// Plans the ladder of a file and gives it to `body` with a scratch folder.
    /// - Throws: exit codes alone; what failed has been said.
    static func with(_ input: String, preset name: String, _ body: (LadderSource, _ scratch: String) throws -> Void) throws {
        let preset = try loadPreset(name)
        do {
            let path = try absolutePath(input)
            let source = try SourceProbe.run(input: path, executable: "/proc/self/exe", version: sluiceVersion)
            let plan = try Planner.plan(source: source, preset: preset, version: sluiceVersion)
            try withScratchFolder { try body(LadderSource(input: path, preset: preset, plan: plan), $0) }
        } catch let error where !(error is ExitCode) {
            let failure = JobFailure(error)
            throw fail(failure.description, Exit.code(for: failure))
        }
    }
}

/// Runs `body` with a folder for what is measured, which is removed afterwards.
func withScratchFolder(_ body: (String) throws -> Void) throws {
    let scratch = FileManager.default.temporaryDirectory.appending(path: "sluice-bench-\(getpid())").path
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    try body(scratch)
}
