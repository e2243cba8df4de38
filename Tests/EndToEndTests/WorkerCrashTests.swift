import Foundation
import Testing

extension EndToEnd {
    /// Workers that are killed, stopped, told to end and started again: every upload is published, once, as if nothing had happened.
    @Suite struct WorkerCrashTests {
        static let fast = ["SLUICE_TIMING": "20"]

        private func check(_ place: UploadPlace, _ sources: [(name: String, file: URL)]) async throws {
            let assets = try await place.assets()
            #expect(assets.map(\.state) == sources.map { _ in "published" })
            #expect(try place.leftovers() == [] && place.published().count == sources.count)
            for (name, file) in sources {
                let asset = try #require(assets.first { $0.asset.hasPrefix("\(name)-") }).asset
                #expect(try await place.checksums(of: asset) == place.expected(file), "\(name)")
            }
            #expect(try place.originals() == sources.map { "done/\($0.name).mp4" }.sorted())
        }

        /// Starts a worker that stops in the middle of a job, and returns when its lease has run out.
        private func fallAsleep(_ place: UploadPlace) async throws -> RunningTool {
            let sleeper = try Tool.sluice.start(
                place.arguments + ["--once"], within: 120,
                environment: Self.fast.merging(["SLUICE_FAIL": "segment:stop@20"]) { $1 })
            try await until { try await place.runningJobs() > 0 }
            try await Task.sleep(for: .seconds(5))
            return sleeper
        }

        /// Points on the way of each chunk a second time as well.
        static let points =
            [
                "claimed", "segment", "journal", "finished", "manifests", "renamed", "committed", "recovering", "collecting",
                "migrating",
            ].map { ($0, 1) }
            + ["claimed", "segment", "journal", "finished"].map { ($0, 3) }

        @Test(arguments: points) func `F-01: a kill at any point loses and doubles nothing`(_ point: String, _ time: Int)
            async throws
        {
            let place = try UploadPlace("kill-\(point)")
            let long = try await Fixture.url("long-720p.mp4")
            try place.drop(long, as: "film.mp4")
            let killed = try await place.work(environment: ["SLUICE_FAIL": "\(point):kill9@\(time)"])
            #expect(killed.status == 128 + SIGKILL && killed.errors.contains("SLUICE_FAIL"), "\(killed)")
            _ = try await place.work().succeeded()
            try await check(place, [("film", long)])
            #expect(try place.events().count { $0.hasSuffix("video.processed") } >= 1)
            if point == "manifests" {
                // Q13: what was done before the kill was not done again.
                let jobs = try await place.jobs(of: place.assets()[0].asset)
                #expect(jobs.allSatisfy { $0.state == "done" && $0.failures.isEmpty })
            }
        }

        @Test func `F-02: thirty kills at random times`() async throws {
            let place = try UploadPlace("kills")
            let long = try await Fixture.url("long-720p.mp4")
            let sources = [("a", Fixture.clip), ("b", long), ("c", try await Fixture.url("300-ms.mp4"))]
            for (name, file) in sources { try place.drop(file, as: "\(name).mp4") }
            let kills = ProcessInfo.processInfo.environment["SLUICE_STORM_KILLS"].flatMap(Int.init) ?? 30
            for _ in 0..<kills {
                let running = try Tool.sluice.start(place.arguments, within: 60)
                try await Task.sleep(for: .milliseconds(Int.random(in: 50...1500)))
                for process in ProcessTree.descendants(of: running.group) where process.id != running.group {
                    kill(process.id, SIGKILL)
                }
                _ = try await running.result()
            }
            _ = try await place.work().succeeded()
            try await check(place, sources.map { (name: $0.0, file: $0.1) })
            print("| F-02 | \(kills) kills at random times: \(sources.count) uploads, each published once, nothing left behind |")
        }

        @Test func `Q11, F-47: a worker that is told to end gives its jobs back`() async throws {
            let place = try UploadPlace("drain")
            try place.drop(try await Fixture.url("long-720p.mp4"), as: "film.mp4")
            for (grace, signals, isKilled) in [("0", 1, false), ("30", 2, false), ("30", 1, true)] {
                let running = try Tool.sluice.start(place.arguments + ["--preset", "web", "--grace", grace], within: 60)
                try await until { try await place.runningJobs() > 0 }
                let start = ContinuousClock.now
                for _ in 0..<signals {
                    running.interrupt()
                    try await Task.sleep(for: .milliseconds(300))
                }
                if isKilled { kill(try place.process(of: running).id, SIGKILL) }
                #expect(try await running.result().status == (isKilled ? 128 + SIGKILL : 0))
                #expect(ContinuousClock.now - start < .seconds(7))
                let asset = try await place.assets()[0].asset
                if !isKilled { #expect(try await place.runningJobs() == 0) }
                #expect(try await place.jobs(of: asset).allSatisfy { $0.failures.isEmpty })
            }
            let asset = try await place.assets()[0].asset
            _ = try await place.sluice("assets", "reprocess", asset, "--preset", place.preset).succeeded()
            _ = try await place.work().succeeded()
            try await check(place, [("film", try await Fixture.url("long-720p.mp4"))])
        }

        @Test func `F-11: one that slept through its lease changes nothing`() async throws {
            let place = try UploadPlace("zombie")
            let long = try await Fixture.url("long-720p.mp4")
            try place.drop(long, as: "film.mp4")
            let sleeper = try await fallAsleep(place)
            _ = try await place.work(environment: Self.fast).succeeded()
            let published = try await place.assets()[0]
            for process in ProcessTree.descendants(of: sleeper.group) { kill(process.id, SIGCONT) }
            #expect(try await sleeper.result().status == 0)
            let asset = try await place.assets()[0]
            #expect(asset.generation == published.generation && asset.state == "published")
            try await check(place, [("film", long)])
        }

        @Test func `F-12: one that slept through its lease leaves the work to who has it`() async throws {
            let place = try UploadPlace("zombie-early")
            let long = try await Fixture.url("long-720p.mp4")
            try place.drop(long, as: "film.mp4")
            let sleeper = try await fallAsleep(place)
            let heir = try Tool.sluice.start(place.arguments + ["--once"], within: 120, environment: Self.fast)
            try await until { !place.readers(of: "film.mp4", in: heir).isEmpty }
            for process in ProcessTree.descendants(of: sleeper.group) { kill(process.id, SIGCONT) }
            #expect(try await [sleeper.result().status, heir.result().status] == [0, 0])
            try await check(place, [("film", long)])
            #expect(try place.events().count { $0.hasSuffix("video.processed") } == 1)
        }

        @Test func `F-15: one that was asleep for long ends its processes when it wakes, before anybody has its jobs`()
            async throws
        {
            let place = try UploadPlace("suspended")
            try place.drop(try await Fixture.url("long-720p.mp4"), as: "film.mp4")
            let worker = try Tool.sluice.start(
                place.arguments + ["--preset", "web", "--grace", "0"], within: 60, environment: Self.fast)
            try await until { try await place.runningJobs() > 0 && !place.readers(of: "film.mp4", in: worker).isEmpty }
            try await Task.sleep(for: .seconds(1))
            let process = try place.process(of: worker)
            let readers = place.readers(of: "film.mp4", in: worker)
            // Longer than it may go without a renewal, shorter than its leases.
            kill(process.id, SIGSTOP)
            try await Task.sleep(for: .milliseconds(2100))
            kill(process.id, SIGCONT)
            try await until(within: .seconds(2)) { !readers.contains(where: \.isAlive) }
            worker.interrupt()
            #expect(try await worker.result().status == 0 && !readers.isEmpty)
            let asset = try #require(try await place.asset("film")).asset
            #expect(try await place.jobs(of: asset).allSatisfy { $0.failures.isEmpty })
        }

        @Test func `F-48: another release begins an asset anew, and leaves a later one's catalog alone`() async throws {
            let place = try UploadPlace("upgrade")
            let long = try await Fixture.url("long-720p.mp4")
            try place.drop(long, as: "film.mp4")
            #expect(try await place.work(environment: ["SLUICE_FAIL": "finished:kill9@3"]).status == 128 + SIGKILL)
            try await place.sql("UPDATE assets SET plan = json_set(plan, '$.version', '0.0.1')")
            _ = try await place.work().succeeded()
            try await check(place, [("film", long)])
            try await place.sql("INSERT INTO grdb_migrations VALUES ('99')")
            let refused = try await place.work()
            #expect(refused.status == ExitCode.configuration && refused.errors.contains("later release"), "\(refused)")
        }

        @Test func `F-50: five kills while recovering from a kill`() async throws {
            let place = try UploadPlace("recovery")
            let long = try await Fixture.url("long-720p.mp4")
            try place.drop(long, as: "film.mp4")
            #expect(try await place.work(environment: ["SLUICE_FAIL": "segment:kill9@4"]).status == 128 + SIGKILL)
            for point in ["recovering", "recovering", "claimed", "recovering", "recovering"] {
                #expect(try await place.work(environment: ["SLUICE_FAIL": "\(point):kill9"]).status == 128 + SIGKILL)
            }
            _ = try await place.work().succeeded()
            try await check(place, [("film", long)])
            #expect(try await place.jobs(of: place.assets()[0].asset).allSatisfy { $0.failures.isEmpty })
        }

        @Test func `two workers share a folder and double nothing`() async throws {
            let place = try UploadPlace("two")
            let long = try await Fixture.url("long-720p.mp4")
            let sources = [("a", Fixture.clip), ("b", long), ("c", try await Fixture.url("300-ms.mp4"))]
            for (name, file) in sources { try place.drop(file, as: "\(name).mp4") }
            async let one = place.work()
            async let other = place.work()
            let results = try await [one, other]
            #expect(results.map(\.status) == [0, 0], "\(results)")
            try await check(place, sources.map { (name: $0.0, file: $0.1) })
            #expect(try place.events().count { $0.hasSuffix("video.uploaded") } >= 3)
        }

        @Test func `F-17, F-18: a catalog that stays locked for longer than a lease delays and doubles nothing`() async throws {
            let place = try UploadPlace("locked")
            let long = try await Fixture.url("long-720p.mp4")
            try place.drop(long, as: "film.mp4")
            let worker = try Tool.sluice.start(place.arguments + ["--once"], within: 120, environment: Self.fast)
            try await until { try await place.runningJobs() > 0 }
            let hold = """
                import fcntl, os, struct, time
                lock = os.open("\(place.output.path)/.catalog.sqlite.lock", os.O_RDWR)
                fcntl.fcntl(lock, 38, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0))
                time.sleep(8)
                """
            _ = try await Tool(executable: "python3").run(["-c", hold]).succeeded()
            let result = try await worker.result()
            #expect(result.status == 0, "\(result)")
            try await check(place, [("film", long)])
        }

        @Test func `F-03: a full disk pauses, costs no attempt, and is noticed when it has room again`() async throws {
            let place = try UploadPlace("full-disk")
            try FileManager.default.createDirectory(at: place.output, withIntermediateDirectories: true)
            let mount = try await Tool(executable: "mount").run(["-t", "tmpfs", "-o", "size=64m", "none", place.output.path])
            guard mount.status == 0 else {
                print("not tested: file systems may not be mounted here. \(mount.errors)")
                return
            }
            let ballast = place.output.appending(path: ".ballast")
            do {
                try place.drop(Fixture.clip, as: "film.mp4")
                try Data(repeating: 0, count: 60 << 20).write(to: ballast)
                let worker = try Tool.sluice.start(place.arguments, within: 90)
                try await until { try await place.sluice("jobs", "list").text.contains("paused: disk") }
                try await until { try await !place.assets().isEmpty }
                #expect(
                    try await place.jobs(of: place.assets()[0].asset).allSatisfy { $0.state == "ready" && $0.failures.isEmpty })
                try FileManager.default.removeItem(at: ballast)
                try await until { try await place.assets()[0].state == "published" }
                #expect(try await !place.sluice("jobs", "list").succeeded().text.contains("paused"))
                worker.interrupt()
                #expect(try await worker.result().status == 0)
            } catch {
                Issue.record(error)
            }
            _ = try await Tool(executable: "umount").run(["--lazy", place.output.path]).succeeded()
        }

        @Test func `F-19: a damaged catalog is told and nothing is touched`() async throws {
            let place = try UploadPlace("damaged")
            try place.drop(Fixture.clip, as: "clip.mp4")
            _ = try await place.work().succeeded()
            let file = place.output.appending(path: ".catalog.sqlite")
            for log in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + log) }
            try Data(repeating: 0x5a, count: 50_000).write(to: file)
            let before = try place.published()
            let result = try await place.work()
            #expect(result.status == ExitCode.configuration && result.errors.contains("Restore"), "\(result)")
            #expect(try place.published() == before)
        }
    }
}
