import Catalog
import Foundation
import Isolation
import MediaCore
import Pipeline
import Planning
import Presets

/// One transcode inside this process, with worker processes of `executable`, into a folder that is removed afterwards, unless `keeping`
/// says where the asset goes.
struct Run {
    /// A ladder of one small rung: what is tested is what goes wrong.
    static let preset = try! PresetLibrary.load(
        contentsOf: """
            { name: tiny, crf: 40, effort: fast, gop: 0.5, segment: 1, audioRate: 32000,
              ladder: [{ shortSide: 90, maxRate: 200k }] }
            """, file: "tiny.yaml")

    let outcome: Result<Report, JobFailure>
    /// Names beside the asset that should not be there.
    let leftovers: [String]

    static func transcode(
        _ input: String, executable: String = Workspace.sluice, limits: WorkerLimits = WorkerLimits(), preset: Preset = preset,
        keeping copy: URL? = nil
    ) async throws -> Run {
        let parent = try Workspace.scratch()
        defer { try? FileManager.default.removeItem(at: parent) }
        let request = TranscodeRequest(
            asset: AssetID("asset"), input: input, destination: parent.appending(path: "asset").path, preset: preset, jobs: 1,
            replacesExisting: false)
        let outcome: Result<Report, JobFailure>
        do {
            let pipeline = try TranscodePipeline(
                request, catalog: InMemoryCatalog(), executable: executable, version: Workspace.version, limits: limits
            ) { _ in }
            outcome = .success(try await pipeline.run())
        } catch {
            outcome = .failure(JobFailure(error))
        }
        if let copy, case .success = outcome {
            try FileManager.default.moveItem(at: parent.appending(path: "asset"), to: copy)
        }
        let published: Set = if case .success = outcome { ["asset"] as Set<String> } else { [] as Set<String> }
        let found = try FileManager.default.contentsOfDirectory(atPath: parent.path)
        return Run(outcome: outcome, leftovers: found.filter { !published.contains($0) })
    }

    var failure: JobFailure? { if case .failure(let failure) = outcome { failure } else { nil } }
}
