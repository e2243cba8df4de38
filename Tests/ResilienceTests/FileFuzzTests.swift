import Foundation
import Isolation
import Pipeline
import Synchronization
import Testing

/// Damaged files through the whole of Sluice in one long-lived process, as a server would have it: each ends as an asset or a typed
/// failure, and nothing of it stays.
@Suite(.timeLimit(.minutes(60))) struct FileFuzzTests {
    private static let seeds = [
        "small.mp4", "small-fragmented.mp4", "small-hevc.mp4", "small-av1.mp4", "small.mov", "small-jpeg.mov", "small.3gp",
        "small.mkv", "small.webm", "small-vp8.webm", "small.ts", "small-mpeg2.ts", "small.mpg", "small.avi", "small-msmpeg4.avi",
        "small.flv", "small.ogg", "small.mxf", "small-dnxhd.mxf", "small.mp3", "small.wav", "small.flac", "small.aac",
    ]
    /// Words of the containers, put where they were not.
    private static let words =
        [
            "moov", "trak", "stbl", "stsz", "stco", "stts", "ctts", "elst", "moof", "trun", "tfhd", "mdat", "url ", "cmov",
            "RIFF", "LIST",
            "idx1", "indx", "OggS", "FLV\u{1}", "ID3\u{3}", "fLaC", "#EXTM3U\n", "ffconcat version 1.0\n",
        ].map { Array($0.utf8) } + [
            [0x1a, 0x45, 0xdf, 0xa3], [0x1f, 0x43, 0xb6, 0x75], [0xa3, 0x81], [0x47, 0x40, 0, 0x10], [0, 0, 1, 0xba],
            [0, 0, 1, 0x67],
            [0, 0, 0, 1, 0x67], [0xff, 0xd8], [0xff, 0xf1], [0x6e, 0x67], [0x06, 0x0e, 0x2b, 0x34],
        ]
    /// Without a word for so long, a worker hangs.
    private static let limits = WorkerLimits(stall: .seconds(30))
    /// A few frames may claim hours, which are work and no hang; what takes longer than this is cancelled.
    private static let patience = Duration.seconds(20)

    @Test func `every damaged file ends as an asset or a typed failure, and leaves nothing`() async throws {
        let seeds = try Workspace.fixtures(Self.seeds).map { Array(try Data(contentsOf: $0)) }
        for (name, seed) in zip(Self.seeds, seeds) {
            let outcome = try await transcode(seed, name: "whole-\(name)")
            #expect(outcome.hasPrefix("published"), "\(name): \(outcome)")
        }
        let before = Resources.now
        let tally = try await campaign(seeds)
        let after = Resources.now
        print(
            "\(Campaign.files) damaged files: \(tally.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "))"
        )
        print(
            "descriptors \(before.descriptors) → \(after.descriptors), resident \(before.memory >> 20) → \(after.memory >> 20) MiB, "
                + "children \(after.children)")
        // Other suites may run in this process meanwhile; what a hundredth of the inputs left would show all the same.
        #expect(after.descriptors - before.descriptors < max(64, Campaign.files / 100))
        #expect(after.memory - before.memory < 256 << 20)
    }

    @Test func `files of Fixtures/Fuzz end as an asset or a typed failure`() async throws {
        for (name, bytes) in try Campaign.broken() where name.hasPrefix("file.") { _ = try await transcode(bytes, name: name) }
    }

    /// Two at a time; how many ended how.
    private func campaign(_ seeds: [[UInt8]]) async throws -> [String: Int] {
        try await withThrowingTaskGroup(of: String.self) { group in
            var tally: [String: Int] = [:]
            for number in 0..<Campaign.files {
                if number >= 2, let outcome = try await group.next() { tally[outcome, default: 0] += 1 }
                group.addTask {
                    var mutator = Mutator(seed: UInt64(number), words: Self.words)
                    let place = number % seeds.count
                    let input = mutator.mutated(seeds[place], donor: seeds[mutator.below(seeds.count)])
                    return try await transcode(input, name: "\(number)-\(Self.seeds[place])")
                }
            }
            for try await outcome in group { tally[outcome, default: 0] += 1 }
            return tally
        }
    }

    /// How it ended, in a word or two; what should not be is recorded and the input kept.
    private func transcode(_ input: [UInt8], name: String) async throws -> String {
        let file = try Workspace.scratch()
        defer { try? FileManager.default.removeItem(at: file) }
        let source = file.appending(path: "upload")
        try Data(input).write(to: source)
        let task = Task { try await Run.transcode(source.path, limits: Self.limits) }
        let alarm = Task {
            try await Task.sleep(for: Self.patience)
            task.cancel()
        }
        let run = try await task.value
        alarm.cancel()
        let (word, fault): (String, String?) =
            switch run.outcome {
            case .success(let report): (report.outcome.rawValue, nil)
            case .failure(let failure):
                switch failure.kind {
                case .rejected: ("rejected", nil)
                case .cancelled: ("cancelled after \(Self.patience)", nil)
                // A decoder's own fault, which is what workers are there for; a trap, signal 4 or 5, is Swift's and so ours.
                case .internal where failure.description.contains(/^The worker crashed \(signal (?![45]\))/): ("crashed", nil)
                default: ("failed", failure.description)
                }
            }
        if fault != nil || !run.leftovers.isEmpty {
            Issue.record("\(word): \(try Campaign.keep(input, as: name)): \(fault ?? "") \(run.leftovers)")
        } else if word == "crashed" {
            print("\(try Campaign.keep(input, as: name)): \(run.failure?.description ?? "")")
        }
        return word
    }
}
