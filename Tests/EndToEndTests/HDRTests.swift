import Foundation
import Testing

extension EndToEnd {
    /// `hdr: keep` in a preset: HEVC in HDR beside H.264 in SDR.
    @Suite(.tags(.upload)) struct HDRTests {
        struct Kind: Sendable, CustomTestStringConvertible {
            let fixture: String
            let range: String
            /// By ffprobe's name and by H.273's number.
            let transfer: String
            let code: String

            var testDescription: String { range }
        }

        static let kinds = [
            Kind(fixture: "hdr10.mp4", range: "PQ", transfer: "smpte2084", code: "16"),
            Kind(fixture: "hlg.mp4", range: "HLG", transfer: "arib-std-b67", code: "18"),
        ]

        private static func preset() throws -> String {
            let file = try Workspace.scratch("preset").appending(path: "hdr.yaml")
            try """
            name: hdr
            hdr: keep
            ladder: [{ shortSide: 180, maxRate: 400k }, { shortSide: 360, maxRate: 900k }]
            hevc: { crf: 20, ladder: [{ shortSide: 180, maxRate: 600k }, { shortSide: 360, maxRate: 2M }] }
            """.write(to: file, atomically: true, encoding: .utf8)
            return file.path
        }

        @Test(arguments: kinds) func `HDR is beside SDR, and everything says which is which`(_ kind: Kind) async throws {
            let source = try await Fixture.url(kind.fixture)
            let asset = try await Assets.transcode(source, ["--preset", try Self.preset()])
            try await Promise.isSound(asset)
            let variants = MultivariantPlaylist(try asset.text(of: "master.m3u8")).variants
            #expect(variants.map(\.codecs).map { $0.hasPrefix("hvc1.2.4.") } == [false, false, true, true])
            #expect(variants.map { $0.attributes["VIDEO-RANGE"] } == ["SDR", "SDR", kind.range, kind.range])
            #expect(try asset.text(of: "manifest.mpd").contains("cicp:TransferCharacteristics\" value=\"\(kind.code)\""))
            let report = try asset.text(of: "report.json")
            #expect(report.contains("\"hdrKept\"") && report.contains("\"toneMapped\""))

            for rung in ["360p", "180p"] {
                let playlist = asset.folder.appending(path: "video/hevc/\(rung)/media.m3u8")
                for (key, value) in [
                    ("pix_fmt", "yuv420p10le"), ("profile", "Main 10"), ("color_space", "bt2020nc"),
                    ("color_primaries", "bt2020"),
                    ("color_transfer", kind.transfer), ("color_range", "tv"),
                ] { #expect(try await Measure.stream(key, of: playlist) == value, "\(key)") }
                let format = "scale=\(rung == "360p" ? "640:360" : "320:180"):flags=bicubic,format=yuv420p10le"
                let similarity = try await Self.similarity(of: playlist, to: source, format)
                #expect(similarity >= 0.95, "\(rung)")
            }
        }

        /// SDR is as it would be without; a source without HDR gets HEVC in SDR.
        @Test func `what is in SDR does not change`() async throws {
            let preset = try Self.preset()
            let plain = try Workspace.scratch("preset").appending(path: "plain.yaml")
            try String(contentsOfFile: preset, encoding: .utf8).replacingOccurrences(of: "hdr: keep\n", with: "")
                .write(to: plain, atomically: true, encoding: .utf8)
            let source = try await Fixture.url("hdr10.mp4")
            let kept = try await Assets.transcode(source, ["--preset", preset]).checksums()
            let mapped = try await Assets.transcode(source, ["--preset", plain.path])
            let both = try await mapped.checksums()
            let common = both.filter { $0.key.hasPrefix("video/h264/") && $0.key.hasSuffix("4s") }
            #expect(!common.isEmpty && common.allSatisfy { kept[$0.key] == $0.value })
            let hevc = mapped.folder.appending(path: "video/hevc/360p/media.m3u8")
            #expect(try await Measure.stream("color_transfer", of: hevc) == "bt709")
            let sdr = try await Assets.transcode(try await Fixture.url("patches-709.mp4"), ["--preset", preset])
            #expect(try sdr.text(of: "master.m3u8").contains("hvc1.1.") && !sdr.text(of: "master.m3u8").contains("VIDEO-RANGE"))
        }

        @Test func `what the source says of its display and light is carried on`() async throws {
            let asset = try await Assets.transcode(try await Fixture.url("hdr10.mp4"), ["--preset", try Self.preset()])
            let boxes = try await Tool.sluice.run(["inspect", asset.folder.appending(path: "video/hevc/360p/init.mp4").path])
            #expect(boxes.text.contains("mdcv") && boxes.text.contains("clli"), "\(boxes)")
            let first = try await Tool.ffprobe.run([
                "-v", "error", "-read_intervals", "%+#1", "-show_frames", "-select_streams", "v:0",
                asset.folder.appending(path: "video/hevc/360p/media.m3u8").path,
            ]).succeeded()
            for words in ["max_content=1000", "max_average=400", "red_x=34000/50000", "max_luminance=10000000/10000"] {
                #expect(first.text.contains(words), "\(first)")
            }
        }

        private static func similarity(of rendition: URL, to source: URL, _ format: String) async throws -> Double {
            let result = try await Tool.ffmpeg.run([
                "-nostdin", "-hide_banner", "-i", rendition.path, "-i", source.path, "-filter_complex",
                "[0:v:0]setpts=N/TB/25[ours];[1:v:0]\(format),setpts=N/TB/25[theirs];[ours][theirs]ssim", "-an", "-f", "null",
                "-",
            ]).succeeded()
            guard let match = result.errors.matches(of: /SSIM .* All:([0-9.]+)/).last, let value = Double(match.1) else {
                throw ToolFailed(result: result)
            }
            return value
        }
    }
}
