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
        static let layouts = ["gop-1s.mp4", "gop-10s.mp4", "gop-single.mp4", "gop-open.mp4", "gop-1s.ts"]

        /// All sources decode to the same pixels, so each frame that comes out can be told from its neighbours in any of them.
        @Test(arguments: layouts) func `every frame comes out, in its place`(_ fixture: String) async throws {
            let asset = try await Assets.shared.asset(of: fixture)
            let top = asset.folder.appending(path: try #require(try asset.variants().first).uri)
            let model = try await Fixture.url("gop-1s.mp4")
            let same = try await Measure.errors(of: top, against: model, skippingOurs: 0, theirs: 0)
            let earlier = try await Measure.errors(of: top, against: model, skippingOurs: 1, theirs: 0)
            let later = try await Measure.errors(of: top, against: model, skippingOurs: 0, theirs: 1)
            try #require(same.count == 1000 && earlier.count == 999 && later.count == 999)
            #expect(same.indices.filter { $0 > 0 && same[$0] >= earlier[$0 - 1] } == [])
            #expect(same.indices.filter { $0 < 999 && same[$0] >= later[$0] } == [])
        }

        @Test(arguments: layouts) func `no more than 1.25 times the source is decoded`(_ fixture: String) async throws {
            struct Report: Decodable { let decodedFrames: Int }
            let asset = try await Assets.shared.asset(of: fixture)
            let report = try JSONDecoder().decode(Report.self, from: Data(try asset.text(of: "report.json").utf8))
            #expect((1000...1250).contains(report.decodedFrames))
        }
    }
}
