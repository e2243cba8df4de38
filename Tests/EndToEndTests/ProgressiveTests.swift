import Foundation
import Testing

extension EndToEnd {
    /// `transcode --progressive`: an asset that plays while it is made.
    @Suite struct ProgressiveTests {
        private static let source = "long-720p.mp4"

        /// A transcode under way, and the folder that it fills.
        private func start(_ options: [String] = []) async throws -> (running: RunningTool, folder: URL) {
            let folder = try Workspace.scratch("progressive").appending(path: "asset")
            let source = try await Fixture.url(Self.source)
            let arguments = ["transcode", source.path, "--output", folder.path, "--progressive"] + options
            return (try Tool.sluice.start(arguments, within: 300), folder)
        }

        private func text(_ path: String, in folder: URL) -> String? {
            try? String(contentsOf: folder.appending(path: path), encoding: .utf8)
        }

        /// Looks at the folder every 20 ms until `body` answers or the asset is finished.
        private func watch<Answer>(_ folder: URL, _ body: () async throws -> Answer?) async throws -> Answer? {
            while text("report.json", in: folder) == nil {
                if let answer = try await body() { return answer }
                try await Task.sleep(for: .milliseconds(20))
            }
            return nil
        }

        @Test func `what is named is there, playlists only grow, and the end is the plain run's`() async throws {
            let (running, folder) = try await start()
            let lead = "video/h264/360p/media.m3u8"
            var texts: [String: [String]] = [:]
            _ = try await watch(folder) { () -> Bool? in
                for path in ["master.m3u8", lead, "audio/aac/und/media.m3u8"] {
                    guard let text = text(path, in: folder) else { continue }
                    if texts[path]?.last != text { texts[path, default: []].append(text) }
                    let base = folder.appending(path: path).deletingLastPathComponent()
                    for uri in text.split(separator: "\n") where !uri.hasPrefix("#") {
                        #expect(FileManager.default.fileExists(atPath: base.appending(path: String(uri)).path), "\(path) \(uri)")
                    }
                }
                return nil
            }
            _ = try await running.result().succeeded()
            let growing = try #require(texts[lead]).filter { $0.contains("#EXT-X-PLAYLIST-TYPE:EVENT") }
            #expect(growing.count >= 3 && growing.allSatisfy { $0.contains("#EXT-X-START:TIME-OFFSET=0") })
            for (earlier, later) in zip(growing, growing.dropFirst()) {
                #expect(later.hasPrefix(earlier.replacing("#EXT-X-ENDLIST\n", with: "")))
            }
            #expect(!growing[0].contains("#EXT-X-ENDLIST"))
            // Replaced once.
            #expect(Set(texts["master.m3u8"] ?? []).count <= 2)
            let plain = try await Assets.shared.asset(of: Self.source)
            let asset = Asset(source: plain.source, folder: folder, transcode: plain.transcode, peakMemory: 0)
            #expect(try await asset.checksums() == plain.checksums())
            #expect(try asset.text(of: "report.json").contains("firstPlayableSeconds"))
            #expect(try !plain.text(of: "report.json").contains("firstPlayableSeconds"))
        }

        @Test func `ffmpeg plays it from the start while it is made`() async throws {
            let (running, folder) = try await start(["--jobs", "1"])
            let isThere = try await watch(folder) { text("master.m3u8", in: folder) == nil ? nil : true }
            #expect(isThere == true)
            // It reads the growing playlist again and again until that has ended.
            let result = try await Tool.ffmpeg.run(
                [
                    "-nostdin", "-v", "error", "-live_start_index", "0", "-i", folder.appending(path: "master.m3u8").path, "-f",
                    "framecrc", "-",
                ],
                within: 240)
            #expect(result.status == 0 && result.errors == "", "\(result)")
            let pictures = result.lines.filter { $0.hasPrefix("0,") }
            #expect(pictures.count == 1200)
            _ = try await running.result().succeeded()
        }

        @Test func `an interrupted run leaves nothing`() async throws {
            let (running, folder) = try await start()
            _ = try await watch(folder) { text("master.m3u8", in: folder) }
            running.interrupt()
            let result = try await running.result()
            #expect(result.status == ExitCode.interrupted, "\(result)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.deletingLastPathComponent().path) == [])
        }

        @Test func `a folder that is there is not filled`() async throws {
            let source = try await Fixture.url("300-ms.mp4")
            let asset = try await Assets.shared.asset(of: source)
            let arguments = ["transcode", source.path, "--output", asset.folder.path, "--progressive"]
            #expect(try await Tool.sluice.run(arguments).status == ExitCode.cannotCreate)
            #expect(try await Tool.sluice.run(arguments + ["--force"]).status == ExitCode.usage)
        }
    }
}
