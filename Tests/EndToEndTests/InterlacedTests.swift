import Foundation
import Testing

extension EndToEnd {
    /// Row 11 of what arrives: fields.
    @Suite(.tags(.upload)) struct InterlacedTests {
        static let fixtures = ["interlaced-top.mp4", "interlaced-bottom.mp4", "interlaced.ts", "interlaced.mov"]

        /// 75 frames whose fields are 20 ms apart become 75 whole ones, each as the motion was at its first field.
        @Test(arguments: fixtures) func `frames are made whole`(_ fixture: String) async throws {
            let asset = try await Assets.shared.asset(of: fixture)
            try await Promise.isSound(asset)
            let top = try #require(try asset.variants().first)
            let rendition = asset.folder.appending(path: top.uri)
            #expect(top.frameRate == 25 && top.resolution == [640, 360])
            #expect(try await Measure.packets(of: rendition, stream: "v:0").count == 75)
            let motion = try await Fixture.url("motion.mp4")
            let similarity = try await Measure.similarity(of: rendition, size: top.resolution, to: motion)
            print("SSIM of \(fixture) to the motion: \(similarity)")
            #expect(similarity >= 0.96)
            #expect(try await Measure.combedFrames(in: asset.source) == 75)
            // Ffmpeg's detector needs a few frames before it trusts what it sees.
            #expect(try await Measure.combedFrames(in: rendition) <= 5)
            let report = try asset.text(of: "report.json")
            #expect(report.contains("\"deinterlaced\""))
        }

        /// The other order would show each frame between this moment and the next.
        @Test func `the first field is the one that the stream says`() async throws {
            let motion = try await Fixture.url("motion.mp4")
            for fixture in ["interlaced-top.mp4", "interlaced-bottom.mp4"] {
                let asset = try await Assets.shared.asset(of: fixture)
                let top = try #require(try asset.variants().first)
                let rendition = asset.folder.appending(path: top.uri)
                let same = try await Measure.errors(of: rendition, against: motion, skippingOurs: 0, theirs: 0)
                let later = try await Measure.errors(of: rendition, against: motion, skippingOurs: 0, theirs: 1)
                try #require(same.count == 75 && later.count == 74)
                let (error, laterError) = (same.prefix(74).reduce(0, +), later.reduce(0, +))
                #expect(error < laterError / 2)
            }
        }
    }
}
