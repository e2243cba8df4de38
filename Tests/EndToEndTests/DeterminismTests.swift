import Foundation
import Testing

extension EndToEnd {
    /// The same source gives the same bytes, however it is run.
    @Suite struct DeterminismTests {
        @Test(
            arguments: [
                (["--jobs", "1"], [:]), (["--jobs", "4"], [:]), ([], ["SLUICE_CPU_FLAGS": "sse2"]),
                ([], ["TZ": "Asia/Tokyo", "LANG": "C"]),
            ] as [([String], [String: String])])
        func `another run gives the same bytes`(_ options: [String], _ environment: [String: String]) async throws {
            // Several chunks and rungs, with sound; then one that is turned, full range and short.
            for source in [try await Fixture.url("flash-and-beep.mp4"), Fixture.clip] {
                let first = try await Assets.shared.asset(of: source).checksums()
                let second = try await Assets.transcode(source, options, environment: environment).checksums()
                #expect(first.count > 10)
                #expect(Set(first.keys) == Set(second.keys))
                #expect(first.filter { second[$0.key] != $0.value }.keys.sorted() == [])
            }
        }

        @Test func `several chunks at once give the same bytes`() async throws {
            let source = try await Fixture.url("gop-1s.mp4")
            let one = try await Assets.transcode(source, ["--jobs", "1"]).checksums()
            let four = try await Assets.transcode(source, ["--jobs", "4"]).checksums()
            #expect(one == four)
        }
    }

    /// Where a source may be entered decides how it is read, never what comes out.
    @Suite(.tags(.upload)) struct AccessPointTests {
        static let layouts = ["gop-10s.mp4", "gop-single.mp4", "gop-open.mp4", "gop-1s.ts"]

        @Test(arguments: layouts) func `gives the same frames as keyframes every second`(_ fixture: String) async throws {
            let model = try await frames(of: "gop-1s.mp4")
            #expect(model.count == 1000)
            #expect(try await frames(of: fixture) == model)
        }

        /// Hashes of the decoded frames of the top rendition.
        private func frames(of fixture: String) async throws -> [Substring] {
            let asset = try await Assets.shared.asset(of: fixture)
            let top = try #require(try asset.variants().first)
            let hashes = try await Tool.ffmpeg.run([
                "-nostdin", "-v", "error", "-i", asset.folder.appending(path: top.uri).path, "-f", "framemd5", "-",
            ]).succeeded()
            return hashes.lines.filter { !$0.hasPrefix("#") }.compactMap { $0.split(separator: " ").last }
        }
    }
}
