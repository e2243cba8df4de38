import Foundation
import Testing

extension EndToEnd {
    /// `sluice package INPUT --output DIR`, and the source's own picture as the top rung of a ladder.
    @Suite struct PackageTests {
        /// IDR pictures at 0, 3.1, 5, 9.2, 10.3, 14 and 15.9 s of 20.
        private static let irregular = "idr-irregular.mp4"
        private static let lengths = [3.1, 1.9, 4.2, 4.8, 6.0]

        private static func packaged(_ fixture: String) async throws -> Asset {
            try await Assets.shared.asset(of: fixture, [], command: "package")
        }

        /// Size and hash of each packet, in decoding order.
        private func packets(of media: URL, stream: String) async throws -> [String] {
            let result = try await Tool.ffmpeg.run([
                "-nostdin", "-v", "error", "-i", media.path, "-map", "0:\(stream)", "-c", "copy", "-f", "framehash", "-hash",
                "md5", "-",
            ]).succeeded()
            return result.lines.filter { !$0.hasPrefix("#") }.map {
                $0.split(separator: ",").dropFirst(4).prefix(2).joined(separator: ",")
            }
        }

        @Test(arguments: [irregular, "idr-2s.mp4", "untagged-hd.mp4", "matroska.mkv"])
        func `a file comes out as it is, in segments of its own`(_ fixture: String) async throws {
            let asset = try await Self.packaged(fixture)
            try await Promise.isSound(asset)
            let playlists = try asset.mediaPlaylists().map(\.name)
            #expect(playlists.map { $0.prefix(5) } == ["audio", "video"])
            for (name, stream) in zip(playlists, ["a", "v"]) {
                let media = asset.folder.appending(path: name)
                let (ours, theirs) = (
                    try await packets(of: media, stream: stream), try await packets(of: asset.source, stream: stream)
                )
                // Sound that goes on behind the picture is left out.
                #expect(ours.count > 50 && theirs.count - ours.count <= (stream == "a" ? 3 : 0))
                #expect(ours == Array(theirs.prefix(ours.count)), "\(name)")
                // Matroska counts milliseconds, and its picture begins after the delay of the sound's encoder.
                let start = try await Measure.packets(of: asset.source, stream: "v").first?.time ?? 0
                let times = zip(
                    try await Measure.packets(of: media, stream: stream),
                    try await Measure.packets(of: asset.source, stream: stream))
                #expect(times.allSatisfy { abs($0.time - ($1.time - start)) < 0.0011 }, "\(name)")
            }
            #expect(try asset.text(of: "report.json").contains("is the source's own, packet by packet"))
            #expect(!FileManager.default.fileExists(atPath: asset.folder.appending(path: "thumbnails").path))
        }

        @Test func `segments begin at the file's IDR pictures, near to 4 s and never above 6`() async throws {
            let playlists = try await Self.packaged(Self.irregular).mediaPlaylists()
            for (name, playlist) in playlists {
                #expect(playlist.durations.count == Self.lengths.count)
                let tolerance = name.hasPrefix("audio") ? 0.022 : 0.001
                #expect(zip(playlist.durations, Self.lengths).allSatisfy { abs($0 - $1) < tolerance }, "\(playlist.durations)")
            }
            // The last second is too short for a segment.
            let regular = try await Self.packaged("idr-2s.mp4").mediaPlaylists()
            #expect(regular.last?.playlist.durations == [4, 5])
        }

        @Test func `browsers and GStreamer play it`() async throws {
            let asset = try await Self.packaged(Self.irregular)
            for playback in [
                try await Player.chromium(asset.folder), try await Player.gstreamer(asset.folder, "master.m3u8"),
                try await Player.gstreamer(asset.folder, "manifest.mpd"),
            ] {
                #expect(playback.complaint == "" && playback.missing == [] && playback.hasSound, "\(playback)")
                #expect(abs(playback.position - 20) < 0.2 && playback.height == 720, "\(playback)")
            }
        }

        @Test func `two runs give the same bytes`() async throws {
            let first = try await Self.packaged(Self.irregular).checksums()
            let second = try await Assets.transcode(try await Fixture.url(Self.irregular), command: "package").checksums()
            #expect(first == second && first.count >= 15)
        }

        @Test(
            arguments: [
                ("idr-10s.mp4", "10.0 s pass between its IDR pictures"), ("idr-once.mp4", "8.0 s pass between its IDR pictures"),
                ("phone-portrait.mp4", "turned or mirrored"), ("anamorphic.mp4", "pixels are not square"),
                ("full-range-601.mp4", "colours are not"), ("patches-10-bit.mp4", "profile is number 110"),
                ("interlaced-top.mp4", "interlaced"), ("gop-1s.ts", "keeps no index"),
                ("interlaced.mov", "codec is prores"), ("rate-120.mp4", "constant pace"),
                ("cut.mp4", "part of the file is missing"),
            ])
        func `a picture that does not fit is refused with its reason`(_ fixture: String, _ reason: String) async throws {
            let parent = try Workspace.scratch("unfit")
            let output = parent.appending(path: "asset").path
            let result = try await Tool.sluice.run(["package", try await Fixture.url(fixture).path, "--output", output])
            #expect(result.status == ExitCode.inputRejected, "\(result)")
            #expect(result.errors.contains("cannot be packaged as it is: ") && result.errors.contains(reason), "\(result)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: parent.path) == [])
        }

        @Test(arguments: [("mono-22050.mp4", "22050 samples a second"), ("audio-shorter.mp4", "ends before the picture")])
        func `sound that does not fit is encoded, and the report says why`(_ fixture: String, _ reason: String) async throws {
            let asset = try await Self.packaged(fixture)
            try await Promise.isSound(asset)
            let report = try PublishedReport(asset)
            #expect(report.says("was encoded anew: ") && report.says(reason))
            let video = asset.folder.appending(path: try #require(try asset.variants().first).uri)
            #expect(try await packets(of: video, stream: "v") == packets(of: asset.source, stream: "v"))
        }

        /// The `web` preset with `reuse: source`, and what else is given.
        private func preset(_ change: (String) -> String = { $0 }) async throws -> String {
            let web = try await Tool.sluice.run(["presets", "web"]).succeeded().text
            let file = try Workspace.scratch("preset").appending(path: "reuse.yaml")
            try Data(change(web.replacing("name: web", with: "name: reuse\nreuse: source")).utf8).write(to: file)
            return file.path
        }

        @Test func `a preset may have the file's own picture as the top rung, and the others cut where it does`() async throws {
            let asset = try await Assets.transcode(
                try await Fixture.url("idr-irregular.mp4"), ["--preset", try await preset()])
            try await Promise.isSound(asset)
            let variants = try asset.variants()
            #expect(variants.map { $0.resolution[1] } == [720, 540, 360])
            let top = asset.folder.appending(path: variants[0].uri)
            #expect(try await packets(of: top, stream: "v") == packets(of: asset.source, stream: "v"))
            #expect(try PublishedReport(asset).says("The track video/h264/720p is the source's own"))
            for (_, playlist) in try asset.mediaPlaylists().filter({ $0.name.hasPrefix("video") }) {
                #expect(zip(playlist.durations, Self.lengths).allSatisfy { abs($0 - $1) < 0.001 }, "\(playlist.durations)")
            }
            // The picture of the rungs below is the same at the same time.
            let lower = asset.folder.appending(path: variants[1].uri)
            #expect(try await Measure.similarity(of: lower, size: variants[1].resolution, to: asset.source) > 0.9)
            #expect(FileManager.default.fileExists(atPath: asset.folder.appending(path: "thumbnails/poster.jpg").path))
        }

        @Test func `a picture above the rung's rate is encoded, and the report says why`() async throws {
            let tight = try await preset { $0.replacing(/shortSide: 720, maxRate: \S+/, with: "shortSide: 720, maxRate: 300k") }
            let asset = try await Assets.transcode(try await Fixture.url("cut-720p.mp4"), ["--preset", tight])
            try await Promise.isSound(asset)
            #expect(try PublishedReport(asset).says("was encoded anew: it takes more than the 300 kbit/s"))
        }
    }
}
