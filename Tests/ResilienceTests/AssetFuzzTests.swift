import Foundation
import Isolation
import Pipeline
import Testing

@testable import Conformance

/// Damage that reaches the parent: files of a published asset, and what a worker sends.
@Suite(.serialized, .timeLimit(.minutes(30))) struct AssetFuzzTests {
    @Test func `an asset with a damaged file is judged`() async throws {
        let good = try await GoodAsset.shared.value
        let folder = try Workspace.scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        for (path, bytes) in good.files {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }
        #expect(try AssetValidator(root: folder.path).blockingValidate().isConformant)
        let names = good.files.keys.sorted()
        var mutator = Mutator(seed: 11)
        for number in 0..<Campaign.structures / 5 {
            let name = names[number % names.count]
            let file = folder.appending(path: name)
            try Data(mutator.mutated(good.files[name]!, donor: good.files[names[mutator.below(names.count)]]!)).write(to: file)
            _ = try AssetValidator(root: folder.path).blockingValidate()
            try Data(good.files[name]!).write(to: file)
        }
    }

    @Test func `a worker that sends damaged frames fails its asset in words`() async throws {
        let good = try await GoodAsset.shared.value
        let folder = try Workspace.scratch()
        defer { try? FileManager.default.removeItem(at: folder) }
        // The first process answers the probe; each stand-in takes the next recording.
        let worker = try StandIn.make(
            in: folder, "n=0; while ! mkdir \"$0.taken.$n\" 2>/dev/null; do n=$((n+1)); done; cat \"$0.$n\" 2>/dev/null; exit 0")
        let source = try Workspace.fixtures(["captions.mkv"])[0].path
        var mutator = Mutator(seed: 12)
        for number in 0..<Campaign.structures / 5 {
            for (place, stream) in good.streams.enumerated() {
                let damaged = place == number % good.streams.count ? mutator.mutated(stream, donor: stream) : stream
                try Data(damaged).write(to: URL(filePath: "\(worker).\(place)"))
                try? FileManager.default.removeItem(atPath: "\(worker).taken.\(place)")
            }
            let limits = WorkerLimits(stall: .seconds(20), grace: .milliseconds(300))
            let run = try await Run.transcode(source, executable: worker, limits: limits, preset: GoodAsset.preset)
            #expect(run.leftovers == [])
            if let failure = run.failure { #expect(!failure.description.isEmpty) }
        }
    }
}
