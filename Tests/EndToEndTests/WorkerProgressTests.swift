import Foundation
import Testing

extension EndToEnd {
    /// What can be played of an upload while `sluice worker` makes it.
    @Suite struct WorkerProgressTests {
        /// What readers of a folder have found there, one state after the other.
        private struct Views {
            static let paths = ["master.m3u8", "video/h264/90p/media.m3u8", "audio/aac/und/media.m3u8"]
            var texts: [String: [String]] = [:]

            mutating func look(at folder: URL) {
                for path in Self.paths {
                    guard let text = try? String(contentsOf: folder.appending(path: path), encoding: .utf8) else { continue }
                    if texts[path]?.last != text { texts[path, default: []].append(text) }
                    let base = folder.appending(path: path).deletingLastPathComponent()
                    for uri in text.split(separator: "\n") where !uri.hasPrefix("#") {
                        #expect(FileManager.default.fileExists(atPath: base.appending(path: String(uri)).path), "\(path) \(uri)")
                    }
                }
            }
        }

        @Test func `it plays from the start, only grows, through a kill as well, and ends as the plain run`() async throws {
            let place = try UploadPlace("playable")
            let long = try await Fixture.url("long-720p.mp4")
            try place.drop(long, as: "film.mp4")
            var views = Views()
            for fault in [["SLUICE_FAIL": "segment:kill9@60"], [:]] {
                let worker = try Tool.sluice.start(place.arguments + ["--once"], within: 90, environment: fault)
                let ended = Task { try await worker.result() }
                let isRunning = { ProcessTree.descendants(of: worker.group).contains { $0.parent == worker.group } }
                try await until { isRunning() }
                while isRunning() {
                    if let name = try? place.published().first(where: { $0.hasPrefix("film-") }) {
                        views.look(at: place.output.appending(path: name))
                    }
                    try await Task.sleep(for: .milliseconds(10))
                }
                #expect(try await ended.value.status == (fault.isEmpty ? 0 : 128 + SIGKILL))
                if !fault.isEmpty {
                    #expect(try place.events().filter { $0.hasSuffix("video.processed") } == [])
                    #expect(views.texts["master.m3u8"]?.count == 1)
                }
            }
            let playlists = try #require(views.texts[Views.paths[1]])
            let growing = playlists.filter { $0.contains("#EXT-X-PLAYLIST-TYPE:EVENT") }
            #expect(growing.count >= 3 && growing.allSatisfy { $0.contains("#EXT-X-START:TIME-OFFSET=0") })
            for (earlier, later) in zip(growing, growing.dropFirst()) {
                #expect(later.hasPrefix(earlier.replacing("#EXT-X-ENDLIST\n", with: "")), "\(earlier)\nthen\n\(later)")
            }
            #expect(Set(views.texts["master.m3u8"] ?? []).count <= 2)
            let film = try #require(try await place.asset("film"))
            #expect(try await place.checksums(of: film.asset) == place.expected(long))
            #expect(try place.leftovers() == [])
            #expect(Set(try place.events()) == Set(["uploaded", "playable", "processed"].map { "\(film.asset) video.\($0)" }))
        }

        @Test func `what is published already stays until it is replaced, and what is given up goes`() async throws {
            let place = try UploadPlace("replaced")
            try place.drop(try await Fixture.url("long-720p.mp4"), as: "film.mp4")
            _ = try await place.work().succeeded()
            let film = try #require(try await place.asset("film")).asset
            let before = try await place.checksums(of: film)
            _ = try await place.sluice("assets", "reprocess", film, "--preset", "web").succeeded()
            let killed = try await place.work(environment: ["SLUICE_FAIL": "segment:kill9@2"])
            #expect(killed.status == 128 + SIGKILL)
            #expect(try await place.checksums(of: film) == before)

            try place.drop(Fixture.clip, as: "other.mp4")
            _ = try await place.sluice("jobs", "cancel", film).succeeded()
            let stopped = try await place.work(environment: ["SLUICE_FAIL": "finished:kill9@3"])
            #expect(stopped.status == 128 + SIGKILL)
            let other = try #require(try await place.asset("other")).asset
            #expect(try place.published().contains(other))
            _ = try await place.sluice("jobs", "cancel", other).succeeded()
            _ = try await place.work().succeeded()
            #expect(try place.published() == [film] && place.leftovers() == [])
            #expect(try await place.checksums(of: film) == before)
        }
    }
}
