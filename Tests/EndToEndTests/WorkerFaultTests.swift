import Foundation
import Testing

extension EndToEnd {
    /// Uploads and worker processes that go wrong under `sluice worker`: each costs what it should, and no other upload anything.
    @Suite struct WorkerFaultTests {
        private let fast = WorkerCrashTests.fast

        @Test func `F-08: a source that cannot be read is tried once more, and kept`() async throws {
            let place = try UploadPlace("unreadable")
            try place.drop(Fixture.clip, as: "film.mp4")
            _ = try await place.work(environment: fast.merging(["SLUICE_FAIL": "task:error"]) { $1 }).succeeded()
            let film = try #require(try await place.asset("film"))
            #expect(film.state == "failed" && film.reason?.contains("Input/output error") == true, "\(film)")
            #expect(try await place.jobs(of: film.asset).flatMap(\.failures).map(\.failure) == ["unreadable", "unreadable"])
            #expect(try place.originals() == ["failed/film.mp4", "failed/film.mp4.reason.txt"])
            #expect(try place.published() == [])
        }

        @Test func `F-28: damaged files are published or told, and hold nobody up`() async throws {
            let place = try UploadPlace("damage")
            let good = [UInt8](try Data(contentsOf: Fixture.clip))
            var random = SystemRandomNumberGenerator()
            var damaged = ["empty": [], "header": good, "noise": good, "zeroes": good, "no-index": good]
            damaged["cut"] = Array(good.prefix(good.count * 7 / 10))
            damaged["header"]!.replaceSubrange(0..<64, with: repeatElement(0xff, count: 64))
            for _ in 0..<good.count / 20_000 {
                damaged["noise"]![Int.random(in: 0..<good.count)] = UInt8.random(in: 0...255, using: &random)
            }
            damaged["zeroes"]!.replaceSubrange(
                good.count / 2..<good.count * 6 / 10, with: repeatElement(0, count: good.count / 10 + 1))
            let index = try #require(Data(good).range(of: Data("moov".utf8)))
            damaged["no-index"]!.replaceSubrange(index, with: Array("none".utf8))
            try place.drop(Fixture.clip, as: "good.mp4")
            for (name, bytes) in damaged {
                try Data(bytes).write(to: place.inbox.appending(path: "\(name).mp4"))
                // Its uploader says that it is all there is.
                try Data().write(to: place.inbox.appending(path: "\(name).mp4.ready"))
            }
            _ = try await place.work().succeeded()
            let assets = try await place.assets()
            #expect(assets.count == damaged.count + 1)
            for asset in assets {
                #expect(asset.state == "published" || (asset.state == "failed" && asset.reason?.isEmpty == false), "\(asset)")
                if asset.state == "published" {
                    _ = try await Tool.sluice.run(["validate", place.output.appending(path: asset.asset).path]).succeeded()
                }
            }
            for name in ["empty", "no-index"] { #expect(try await place.asset(name)?.state == "failed") }
            #expect(try await place.asset("good")?.state == "published")
            #expect(try place.leftovers() == [])
            print(
                "| F-28 | \(damaged.count) damaged files: \(assets.count { $0.state == "failed" }) failed with a reason, the others published |"
            )
        }

        /// SIGKILL is what the system ends one with that has taken too much memory.
        @Test(arguments: [SIGSEGV, SIGABRT, SIGKILL])
        func `F-29, F-30: an upload that crashes its processes is quarantined, and others go on`(_ signal: Int32) async throws {
            let place = try UploadPlace("crashing")
            try place.drop(try await Fixture.url("long-720p.mp4"), as: "bad.mp4")
            try place.drop(Fixture.clip, as: "good.mp4")
            let worker = try Tool.sluice.start(place.arguments + ["--once"], within: 90, environment: fast)
            try await until(within: .seconds(60)) {
                for process in place.readers(of: "bad.mp4", in: worker) { kill(process.id, signal) }
                return try await place.asset("bad")?.state == "quarantined"
            }
            #expect(try await worker.result().status == 0)
            let (bad, good) = (try #require(try await place.asset("bad")), try #require(try await place.asset("good")))
            let failures = try await place.jobs(of: bad.asset).map(\.failures)
            #expect(failures.map(\.count).max() == 3 && failures.joined().allSatisfy { $0.failure == "crash" }, "\(failures)")
            #expect(try await place.jobs(of: good.asset).allSatisfy { $0.failures.isEmpty })
            #expect(try await place.checksums(of: good.asset) == place.expected(Fixture.clip))
            #expect(try place.originals() == ["done/good.mp4", "failed/bad.mp4", "failed/bad.mp4.reason.txt"])
            #expect(try place.leftovers() == [] && place.published() == [good.asset])
        }

        @Test func `F-31, F-32: a process that hangs and is deaf is killed, and its job done again`() async throws {
            let place = try UploadPlace("hanging")
            let long = try await Fixture.url("long-720p.mp4")
            try place.drop(long, as: "film.mp4")
            let worker = try Tool.sluice.start(place.arguments + ["--once"], within: 90, environment: fast)
            try await until {
                try await place.asset("film")?.state == "processing" && !place.readers(of: "film.mp4", in: worker).isEmpty
            }
            let stopped = try #require(place.readers(of: "film.mp4", in: worker).first)
            kill(stopped.id, SIGSTOP)
            // Six seconds of silence, and one in which it hears no SIGTERM.
            try await until(within: .seconds(12)) { !stopped.isAlive }
            #expect(try await worker.result().status == 0)
            let film = try #require(try await place.asset("film"))
            #expect(film.state == "published")
            #expect(try await place.checksums(of: film.asset) == place.expected(long))
            let failures = try await place.jobs(of: film.asset).flatMap(\.failures)
            #expect(failures.count <= 1 && failures.allSatisfy { $0.reason.contains("no progress for 6 s") }, "\(failures)")
        }

        @Test func `F-35: where an encoder fails nothing of the asset is published`() async throws {
            let place = try UploadPlace("encoder")
            try place.drop(Fixture.clip, as: "film.mp4")
            let fault = ["SLUICE_FAIL": "sample:error@20"]
            _ = try await place.work(environment: fast.merging(fault) { $1 }).succeeded()
            let film = try #require(try await place.asset("film"))
            #expect(film.state == "quarantined" && film.reason?.contains("encoding ") == true, "\(film)")
            #expect(try place.published() == [] && place.leftovers() == [])
            let folder = place.root.appending(path: "alone")
            let alone = try await Tool.sluice.run(
                ["transcode", Fixture.clip.path, "--output", folder.path, "--preset", place.preset], environment: fault)
            #expect(alone.status == ExitCode.internalError && !FileManager.default.fileExists(atPath: folder.path), "\(alone)")

            _ = try await place.sluice("jobs", "retry", film.asset).succeeded()
            _ = try await place.work().succeeded()
            #expect(try await place.checksums(of: film.asset) == place.expected(Fixture.clip))
        }
    }
}
