import Foundation
import Testing

extension EndToEnd {
    /// What programs do to a watched folder, and that each file becomes one asset all the same.
    @Suite struct WatchedFolderTests {
        /// The same picture every time, and a box behind the last one, so that no two files are alike.
        private func contents(_ source: URL, count: Int) throws -> [Data] {
            let bytes = try Data(contentsOf: source)
            return (0..<count).map { number in
                bytes + [0, 0, 0, 16] + Data("free".utf8) + withUnsafeBytes(of: number.bigEndian) { Data($0) }
            }
        }

        private func smallest(in place: UploadPlace) async throws -> URL {
            let file = place.root.appending(path: "smallest.mp4")
            _ = try await Tool.ffmpeg.run(
                ["-v", "error", "-f", "lavfi", "-i", "color=gray:size=64x36:rate=10:duration=0.2", "-c:v", "libx264", file.path]
            ).succeeded()
            return file
        }

        /// The ways in which people's programs write a file.
        private enum Writer: Int, CaseIterable {
            case copied, synced, syncedInPlace, moved, stalling, resumed

            func write(_ source: URL, as target: URL) async throws {
                let bytes = try Data(contentsOf: source)
                let part = bytes.prefix(Int.random(in: 1..<bytes.count))
                switch self {
                case .copied: _ = try await Tool(executable: "cp").run([source.path, target.path]).succeeded()
                case .synced: _ = try await Tool(executable: "rsync").run([source.path, target.path]).succeeded()
                case .syncedInPlace:
                    _ = try await Tool(executable: "rsync").run(["--inplace", source.path, target.path]).succeeded()
                case .moved: _ = try await Tool(executable: "mv").run([source.path, target.path]).succeeded()
                case .stalling:
                    try #require(FileManager.default.createFile(atPath: target.path, contents: nil))
                    let file = try FileHandle(forWritingTo: target)
                    try file.write(contentsOf: part)
                    try await Task.sleep(for: .seconds(Double.random(in: 0...12)))
                    try file.write(contentsOf: bytes.dropFirst(part.count))
                    try file.close()
                case .resumed:
                    try part.write(to: target)
                    try await Task.sleep(for: .seconds(Double.random(in: 0...3)))
                    _ = try await Tool(executable: "curl").run(["-sS", "-C", "-", "-o", target.path, "file://\(source.path)"])
                        .succeeded()
                }
            }
        }

        @Test func `W1, F-25: two hundred files by programs of every kind, none taken early and each made once`() async throws {
            let place = try UploadPlace("writers")
            let drafts = place.root.appending(path: "drafts")
            try FileManager.default.createDirectory(at: drafts, withIntermediateDirectories: true)
            let worker = try Tool.sluice.start(place.arguments + ["--keep-originals"], within: 300)
            let contents = try contents(try await smallest(in: place), count: 200)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, bytes) in contents.enumerated() {
                    if number >= 16 { try await group.next() }
                    let draft = drafts.appending(path: "\(number).mp4")
                    try bytes.write(to: draft)
                    let writer = Writer.allCases[number % Writer.allCases.count]
                    let target = place.inbox.appending(path: "film-\(number).mp4")
                    group.addTask { try await writer.write(draft, as: target) }
                }
                try await group.waitForAll()
            }
            try await until(within: .seconds(240)) {
                try await place.assets().count { $0.state == "published" } == contents.count
            }
            worker.interrupt()
            #expect(try await worker.result().status == 0)
            // A file that was taken early would be an asset of its own, or none.
            #expect(try await place.assets().count == contents.count)
            #expect(try place.events().count { $0.hasSuffix("video.processed") } == contents.count)
            _ = try await place.work(["--keep-originals"]).succeeded()
            #expect(try place.events().count { $0.hasSuffix("video.processed") } == contents.count)
            print(
                "| W1 | \(contents.count) files by cp, rsync, mv, a stalling writer and curl -C: 0 taken early, each published once, 0 again |"
            )
        }

        @Test func `F-26: a file whose writer has died is refused in the end`() async throws {
            let place = try UploadPlace("half")
            let bytes = try Data(contentsOf: Fixture.clip)
            try bytes.prefix(bytes.count / 2).write(to: place.inbox.appending(path: "half.mp4"))
            let start = ContinuousClock.now
            // Ten minutes are six seconds.
            _ = try await place.work(environment: ["SLUICE_TIMING": "100"]).succeeded()
            #expect(ContinuousClock.now - start > .seconds(6))
            #expect(try await place.assets().isEmpty)
            #expect(try place.originals() == ["failed/half.mp4", "failed/half.mp4.reason.txt"])
        }

        @Test func `W3, F-09: a file that grows while it is read is made once it has settled`() async throws {
            let place = try UploadPlace("growing")
            try place.drop(try await Fixture.url("long-720p.mp4"), as: "film.mp4")
            let worker = try Tool.sluice.start(place.arguments, within: 90)
            try await until { !place.readers(of: "film.mp4", in: worker).isEmpty }
            let file = try FileHandle(forWritingTo: place.inbox.appending(path: "film.mp4"))
            try file.seekToEnd()
            try file.write(contentsOf: Data([0, 0, 0, 12]) + Data("freemore".utf8))
            try file.close()
            try await until { try await place.assets().contains { $0.state == "published" } }
            worker.interrupt()
            #expect(try await worker.result().status == 0)
            #expect(try await place.assets().map(\.state).sorted() == ["failed", "published"])
            #expect(try place.originals() == ["done/film.mp4"] && place.published().count == 1)
        }

        @Test func `W4, F-27: twenty thousand files at once are each taken once, and then made`() async throws {
            let place = try UploadPlace("many")
            let count = 20_000
            _ = try await place.work().succeeded()
            _ = try await place.sluice("jobs", "pause").succeeded()
            let contents = try contents(try await smallest(in: place), count: count)
            let worker = try Tool.sluice.start(place.arguments, within: 400)
            let start = ContinuousClock.now
            for (number, bytes) in contents.enumerated() { try bytes.write(to: place.inbox.appending(path: "\(number).mp4")) }
            try await until(within: .seconds(200)) {
                try await Task.sleep(for: .seconds(1))
                return try await place.assets().count >= count
            }
            let taken = ContinuousClock.now - start
            let assets = try await place.assets()
            #expect(assets.count == count && Set(assets.map(\.asset)).count == count)
            #expect(assets.allSatisfy { $0.state == "uploaded" })
            _ = try await place.sluice("jobs", "resume").succeeded()
            try await until(within: .seconds(150)) {
                try await Task.sleep(for: .seconds(1))
                return try await place.assets().count { $0.state == "published" } >= 200
            }
            worker.interrupt()
            #expect(try await worker.result().status == 0)
            let ended = try await place.assets()
            #expect(ended.count == count && ended.count { $0.state == "published" } >= 200)
            #expect(ended.allSatisfy { ["uploaded", "processing", "published"].contains($0.state) })
            print("| W4, F-27 | \(count) files at once: each taken once, in \(taken.components.seconds) s; 200 of them made |")
        }

        @Test func `F-49: a disk that is full when an upload is put aside costs patience only`() async throws {
            let place = try UploadPlace("full-inbox")
            let mount = try await Tool(executable: "mount").run(["-t", "tmpfs", "-o", "size=1m", "none", place.inbox.path])
            guard mount.status == 0 else {
                print("not tested: file systems may not be mounted here. \(mount.errors)")
                return
            }
            do {
                try place.drop(Workspace.root.appending(path: "README.md"), as: "notes.mp4")
                let ballast = place.inbox.appending(path: ".ballast")
                _ = try await Tool(executable: "dd").run(["if=/dev/zero", "of=\(ballast.path)", "bs=4k"])
                let worker = try Tool.sluice.start(place.arguments, within: 60)
                try await until { try await place.asset("notes")?.state == "failed" }
                try await Task.sleep(for: .seconds(3))
                let said = try String(contentsOf: worker.errors, encoding: .utf8)
                // Once where it lay, and once where it lies now.
                #expect((1...2).contains(said.split(separator: "\n").count { $0.contains("disk full") }), "\(said)")
                try FileManager.default.removeItem(at: ballast)
                try await until { try place.originals() == ["failed/notes.mp4", "failed/notes.mp4.reason.txt"] }
                worker.interrupt()
                #expect(try await worker.result().status == 0)
            } catch {
                Issue.record(error)
            }
            _ = try await Tool(executable: "umount").run(["--lazy", place.inbox.path]).succeeded()
        }
    }
}
