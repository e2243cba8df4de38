import Foundation
import Testing

extension EndToEnd {
    /// HEVC and AV1 beside H.264.
    @Suite struct CodecTests {
        private struct Codec: Sendable, CustomTestStringConvertible {
            let preset: String
            /// ffprobe's name and the sample entry.
            let name: String
            let entry: String
            /// Of the rungs of a 720p source, highest first, with the level that ffprobe reads.
            let rungs: [(name: String, level: String)]

            var testDescription: String { preset }
        }

        private static let codecs = [
            Codec(preset: "web-hevc", name: "hevc", entry: "hvc1", rungs: [("720p", "93")]),
            Codec(preset: "web-av1", name: "av1", entry: "av01", rungs: [("720p", "5"), ("540p", "4"), ("360p", "1")]),
        ]

        private static func asset(_ codec: Codec) async throws -> Asset {
            try await Assets.shared.asset(of: "cut-720p.mp4", ["--preset", codec.preset])
        }

        @Test(arguments: codecs) private func `is sound, beside the very bytes of the web preset`(_ codec: Codec) async throws {
            let asset = try await Self.asset(codec)
            try await Promise.isSound(asset)
            try await Promise.keepsTime(asset, seconds: 2.4, rate: 30)
            let web = try await Assets.shared.asset(of: "cut-720p.mp4").checksums().filter { $0.key.hasSuffix("4s") }
            let both = try await asset.checksums()
            #expect(!web.isEmpty && web.allSatisfy { both[$0.key] == $0.value })
            let variants = try MultivariantPlaylist(asset.text(of: "master.m3u8")).variants
            #expect(variants.first?.codecs.hasPrefix("avc1") == true)
            #expect(variants.filter { $0.codecs.hasPrefix(codec.entry) }.count == codec.rungs.count)
            #expect(variants.allSatisfy { $0.attributes["AUDIO"] == "audio" && $0.codecs.hasSuffix(",mp4a.40.2") })
        }

        @Test(arguments: codecs) private func `is what ffprobe and the eye expect`(_ codec: Codec) async throws {
            let asset = try await Self.asset(codec)
            for rung in codec.rungs {
                let playlist = asset.folder.appending(path: "video/\(codec.name)/\(rung.name)/media.m3u8")
                let height = Int(rung.name.dropLast())!
                let expected = [
                    ("codec_name", codec.name), ("codec_tag_string", codec.entry), ("profile", "Main"), ("level", rung.level),
                    ("width", "\(height * 16 / 9)"), ("height", "\(height)"), ("pix_fmt", "yuv420p"), ("color_range", "tv"),
                    ("color_space", "bt709"), ("color_primaries", "bt709"), ("color_transfer", "bt709"),
                ]
                for (key, value) in expected { #expect(try await Measure.stream(key, of: playlist) == value, "\(key)") }
                #expect(try await Measure.complaints(about: playlist) == "")
            }
            let top = asset.folder.appending(path: "video/\(codec.name)/720p/media.m3u8")
            #expect(try await Measure.similarity(of: top, size: [1280, 720], to: asset.source) > 0.93)
        }

        /// The cut at 1.2 s may get an intra picture, but none to enter at.
        @Test(arguments: codecs) private func `keyframes are on the grid and nowhere else`(_ codec: Codec) async throws {
            let asset = try await Self.asset(codec)
            let playlist = asset.folder.appending(path: "video/\(codec.name)/720p/media.m3u8")
            let result = try await Tool.ffprobe.run([
                "-v", "error", "-show_entries", "packet=pts_time,flags", "-of", "compact=p=0:nk=1", playlist.path,
            ]).succeeded()
            let keyframes = result.lines.filter { $0.contains("|K") }.compactMap { Double($0.prefix { $0 != "|" }) }
            #expect(keyframes.count == 2 && abs(keyframes[0]) < 0.001 && abs(keyframes[1] - 2) < 0.001, "\(keyframes)")
        }

        @Test func `the same bytes come out on any number of cores, with and without AVX`() async throws {
            let preset = try Workspace.scratch("preset").appending(path: "codecs.yaml")
            try """
            name: codecs
            gop: 1
            segment: 1
            ladder: [{ shortSide: 90, maxRate: 200k }]
            hevc: { encoderPreset: ultrafast, ladder: [{ shortSide: 90, maxRate: 120k }, { shortSide: 180, maxRate: 200k }] }
            av1: { encoderPreset: 12, ladder: [{ shortSide: 90, maxRate: 100k }] }
            """.write(to: preset, atomically: true, encoding: .utf8)
            let source = try await Fixture.url("7-seconds.mp4")
            let options = ["--preset", preset.path, "--jobs"]
            let one = try await Assets.transcode(source, options + ["1"]).checksums()
            #expect(one.keys.filter { $0.hasPrefix("video/hevc/180p/") }.count == 10)
            let two = try await Assets.transcode(source, options + ["2"], environment: ["SLUICE_CPU_FLAGS": "sse2"]).checksums()
            #expect(one == two)
        }

        @Test func `Chromium plays AV1`() async throws {
            let asset = try await Self.asset(Self.codecs[1])
            let playback = try await Player.chromium(asset.folder, "video/av1/360p/media.m3u8")
            #expect(playback.complaint == "" && playback.missing == [])
            #expect(abs(playback.position - 2.4) < 0.15 && playback.height == 360, "\(playback)")
        }
    }
}
