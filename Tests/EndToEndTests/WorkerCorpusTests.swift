import Foundation
import Testing

extension EndToEnd {
    /// Real uploads through `sluice worker`: ten of them, and all where `SLUICE_STORM_KILLS` asks for a storm.
    @Suite(.tags(.corpus), .enabled(if: Workspace.corpus != nil, "No real uploads at ../shared/corpus or $SLUICE_CORPUS."))
    struct WorkerCorpusTests {
        private static let ten = [
            "sample_portrait.mp4", "sample_video_only.mp4", "sample_audio_only.mp4", "sample_twos_pcm.mp4", "sample.avi",
            "bbb_2500ms.ts", "bt601.mov", "h265_with_metadata_track.mp4", "sample_fragmented.mp4", "sample_mdat_too_long.mp4",
        ]

        @Test func `a worker makes of real uploads what transcode makes of them`() async throws {
            let corpus = try #require(Workspace.corpus)
            let isStorm = ProcessInfo.processInfo.environment["SLUICE_STORM_KILLS"] != nil
            let names = isStorm ? Set(CorpusFile.all.filter(\.parts.isEmpty).map(\.name)).sorted() : Self.ten
            let place = try UploadPlace("corpus", shortSide: 180)
            for (number, name) in names.enumerated() {
                try place.drop(corpus.appending(path: name), as: "real-\(number)")
                // Some of them end before their containers say so.
                try Data().write(to: place.inbox.appending(path: "real-\(number).ready"))
            }
            _ = try await place.work(within: isStorm ? 3000 : 120).succeeded()
            var made = 0
            for (number, name) in names.enumerated() {
                let row = try #require(try await place.asset("real-\(number)"))
                let expected = try? await place.expected(corpus.appending(path: name))
                #expect((row.state == "published") == (expected != nil), "\(name): \(row)")
                guard let expected, row.state == "published" else { continue }
                #expect(try await place.checksums(of: row.asset) == expected, "\(name)")
                made += 1
            }
            print(
                "| corpus | \(names.count) real uploads through a worker: \(made) byte for byte those of transcode, \(names.count - made) refused by both |"
            )
        }
    }

    /// What a worker takes that has nothing to do.
    @Suite struct IdleWorkerTests {
        @Test func `an idle worker takes less than one per cent of a core and 60 MB`() async throws {
            let place = try UploadPlace("idle")
            try place.drop(Fixture.clip, as: "clip.mp4")
            let worker = try Tool.sluice.start(place.arguments, within: 60)
            try await until { try await place.assets().first?.state == "published" }
            try await Task.sleep(for: .seconds(4))
            let process = try place.process(of: worker)
            let before = try ticks(process)
            try await Task.sleep(for: .seconds(10))
            let share = Double(try ticks(process) - before) / Double(sysconf(Int32(_SC_CLK_TCK))) / 10
            let status = try String(contentsOfFile: "/proc/\(process.id)/status", encoding: .utf8)
            let resident = try #require(status.firstMatch(of: /VmRSS:\s+(\d+) kB/).flatMap { Int($0.1) }) / 1000
            worker.interrupt()
            _ = try await worker.result().succeeded()
            #expect(share < 0.01 && resident < 60, "\(share) of a core, \(resident) MB")
            print("| idle | \(share * 100) % of a core, \(resident) MB |")
        }

        /// Of processor time, in the kernel's unit (proc(5), fields 14 and 15 of stat).
        private func ticks(_ process: ProcessIdentity) throws -> Int {
            let stat = try String(contentsOfFile: "/proc/\(process.id)/stat", encoding: .utf8)
            let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
            return fields[12...13].reduce(0) { $0 + (Int($1) ?? 0) }
        }
    }
}
