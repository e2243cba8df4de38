import Foundation
import Testing

extension EndToEnd {
    /// `sluice worker`, from files that are dropped to assets, and what its users see of it.
    @Suite struct WorkerTests {
        @Test func `makes of each file what transcode makes of it, once`() async throws {
            let place = try UploadPlace("worker")
            let long = try await Fixture.url("long-720p.mp4")
            try place.drop(Fixture.clip, as: "Täglich clip.mp4")
            try place.drop(Fixture.clip, as: "deeper/down/clip.mp4")
            try place.drop(long, as: "long.mp4")
            try place.drop(Workspace.root.appending(path: "README.md"), as: "notes.mp4")
            for ignored in [".hidden.mp4", "clip.mp4.part", "~clip.mp4", "clip.CRDOWNLOAD"] {
                try FileManager.default.copyItem(at: Fixture.clip, to: place.inbox.appending(path: ignored))
            }
            #expect(mkfifo(place.inbox.appending(path: "pipe.mp4").path, 0o600) == 0)
            try FileManager.default.createSymbolicLink(
                at: place.inbox.appending(path: "link.mp4"), withDestinationURL: Fixture.clip)
            let untouched = try place.originals().filter {
                !$0.contains("/") && !["long.mp4", "notes.mp4", "Täglich clip.mp4"].contains($0)
            }

            let result = try await place.work()
            #expect(result.status == 0, "\(result)")
            let assets = try await place.assets()
            #expect(assets.map(\.state).sorted() == ["failed", "published", "published", "published"])
            #expect(try place.published().count == 3 && place.leftovers() == [])
            #expect(
                try place.originals(in: "done").map { $0.precomposedStringWithCanonicalMapping }.sorted()
                    == ["Täglich clip.mp4", "deeper/down/clip.mp4", "long.mp4"].sorted())
            #expect(try place.originals(in: "failed") == ["notes.mp4", "notes.mp4.reason.txt"])
            #expect(
                try String(contentsOf: place.inbox.appending(path: "failed/notes.mp4.reason.txt"), encoding: .utf8).count > 20)
            #expect(try place.originals().filter { !$0.hasPrefix("done/") && !$0.hasPrefix("failed/") } == untouched)
            for (name, source) in [("t-glich-clip", Fixture.clip), ("clip", Fixture.clip), ("long", long)] {
                let asset = try #require(assets.first { $0.asset.hasPrefix("\(name)-") && $0.state == "published" }).asset
                #expect(try await place.checksums(of: asset) == place.expected(source), "\(name)")
            }
            let events = try place.events()
            #expect(events.count == 11 && events.count { $0.hasSuffix("video.processed") } == 3)
            #expect(events.count { $0.hasSuffix("video.playable") } == 3)
            #expect(events.count { $0.hasSuffix("video.failed") } == 1)
        }

        @Test func `a file beside an upload says what its uploader wishes`() async throws {
            let place = try UploadPlace("wishes")
            for (name, wishes) in [("film", "{ priority: 9, tenant: news, preset: mobile }"), ("other", "{ preset: huge }")] {
                try wishes.write(
                    to: place.inbox.appending(path: "\(name).mp4.yaml"), atomically: true, encoding: .utf8)
                try place.drop(try await Fixture.url("300-ms.mp4"), as: "\(name).mp4")
            }
            _ = try await place.work().succeeded()
            let film = try #require(try await place.assets().first)
            #expect(film.state == "published" && film.priority == 9 && film.tenant == "news")
            let report = try String(contentsOf: place.output.appending(path: "\(film.asset)/report.json"), encoding: .utf8)
            #expect(report.contains("\"preset\" : \"mobile\""))
            #expect(
                try place.originals() == [
                    "done/film.mp4", "done/film.mp4.yaml", "failed/other.mp4", "failed/other.mp4.reason.txt",
                    "failed/other.mp4.yaml",
                ])
            let reason = try String(contentsOf: place.inbox.appending(path: "failed/other.mp4.reason.txt"), encoding: .utf8)
            #expect(reason.contains("huge") && reason.contains("other.mp4.yaml:1"))
        }

        @Test func `W5: started again it makes nothing twice, and of a new file one more`() async throws {
            let place = try UploadPlace("again")
            try place.drop(Fixture.clip, as: "clip.mp4")
            for _ in 0..<2 { _ = try await place.work(["--keep-originals"]).succeeded() }
            #expect(try await place.assets().map(\.state) == ["published"])
            #expect(try place.originals() == ["clip.mp4"])
            try FileManager.default.removeItem(at: place.inbox.appending(path: "clip.mp4"))
            try place.drop(try await Fixture.url("300-ms.mp4"), as: "clip.mp4")
            _ = try await place.work(["--keep-originals"]).succeeded()
            #expect(try await place.assets().map(\.state) == ["published", "published"])
            #expect(try place.events().count { $0.hasSuffix("video.processed") } == 2)
        }

        @Test func `F-25: nothing is taken before its writer is done`() async throws {
            let place = try UploadPlace("slow")
            let bytes = try Data(contentsOf: Fixture.clip)
            let running = try Tool.sluice.start(place.arguments, within: 120)
            // Half, a silence longer than any that settles a file, and the rest; and one whose writer never comes back.
            let slow = place.inbox.appending(path: "slow.mp4")
            #expect(FileManager.default.createFile(atPath: slow.path, contents: nil))
            let handle = try FileHandle(forWritingTo: slow)
            try handle.write(contentsOf: bytes.prefix(bytes.count / 2))
            try bytes.prefix(bytes.count / 2).write(to: place.inbox.appending(path: "half.mp4"))
            try await Task.sleep(for: .seconds(12))
            #expect(try await place.assets().isEmpty)
            try handle.write(contentsOf: bytes.dropFirst(bytes.count / 2))
            try handle.close()
            let closed = ContinuousClock.now
            while try await place.assets().isEmpty, ContinuousClock.now - closed < .seconds(20) {
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(ContinuousClock.now - closed < .seconds(5))
            while try await place.assets().first?.state != "published", ContinuousClock.now - closed < .seconds(60) {
                try await Task.sleep(for: .milliseconds(200))
            }
            running.interrupt()
            #expect(try await running.result().status == 0)
            #expect(try await place.assets().map(\.asset).allSatisfy { $0.hasPrefix("slow-") })
            #expect(try place.originals().contains("half.mp4"))
        }

        @Test func `people see, cancel, try again, make anew and erase`() async throws {
            let place = try UploadPlace("people")
            try place.drop(try await Fixture.url("long-720p.mp4"), as: "film.mp4")
            let running = try Tool.sluice.start(place.arguments + ["--preset", "web"], within: 120)
            var asset = ""
            while asset.isEmpty {
                try await Task.sleep(for: .milliseconds(200))
                let list = try? await place.sluice("jobs", "list", "--json").succeeded().text
                if list?.contains("\"state\" : \"processing\"") ?? false { asset = try await place.assets()[0].asset }
            }
            #expect(try await place.sluice("jobs", "list").succeeded().text.contains(asset))
            #expect(try await place.sluice("jobs", "show", asset).succeeded().text.contains("chunk 1"))
            _ = try await place.sluice("jobs", "cancel", asset).succeeded()
            #expect(try await place.sluice("jobs", "cancel", asset).status == ExitCode.inputRejected)
            // Q10: within a heartbeat and the end of its workers.
            let deadline = ContinuousClock.now + .seconds(25)
            while try !place.leftovers().isEmpty, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(200)) }
            #expect(try place.leftovers() == [] && place.published() == [])
            running.interrupt()
            #expect(try await running.result().status == 0)
            #expect(try place.originals(in: "failed") == ["film.mp4", "film.mp4.reason.txt"])

            _ = try await place.sluice("assets", "reprocess", asset, "--preset", place.preset).succeeded()
            _ = try await place.work().succeeded()
            let first = try #require(try await place.assets().first)
            #expect(first.state == "published")
            #expect(try place.originals() == ["done/film.mp4"])
            #expect(try await place.sluice("jobs", "retry", asset).status == ExitCode.inputRejected)

            _ = try await place.sluice("assets", "reprocess", asset).succeeded()
            #expect(try place.published() == [asset])
            _ = try await place.work().succeeded()
            let second = try #require(try await place.assets().first)
            #expect(try #require(second.generation) > #require(first.generation))

            let copy = place.root.appending(path: "copy.sqlite").path
            _ = try await place.sluice("catalog", "backup", copy).succeeded()
            #expect(
                try await Tool.sluice.run(["assets", "show", asset, "--catalog", copy]).succeeded().text.contains("published"))
            #expect(try await place.sluice("assets", "delete", asset).succeeded().text.contains("Backups"))
            #expect(try place.published() == [] && place.originals() == [])
            #expect(try await place.assets().map(\.state) == ["deleted"])
            #expect(try await place.sluice("assets", "show", "nobody").status == ExitCode.noInput)
        }
    }
}
