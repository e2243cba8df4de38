import Foundation
import Testing

extension EndToEnd {
    /// Words in the source or beside it.
    @Suite struct CaptionTests {
        /// A cue as a WebVTT file writes it.
        struct Cue: Hashable {
            var start: Double
            var end: Double
            var text: String
        }

        private static let words = [
            Cue(start: 0.5, end: 1.5, text: "Hello &amp; world\nsecond line"),
            Cue(start: 3.8, end: 4.4, text: "1 &lt; 2 --&gt; ünï"), Cue(start: 5, end: 5.9, text: "日本"),
        ]

        private func cues(of text: String) throws -> [Cue] {
            let blocks = text.split(separator: "\n\n")
            return try blocks.dropFirst().map { block in
                let lines = block.split(separator: "\n", maxSplits: 1)
                let times = lines[0].split(separator: " ").filter { $0 != "-->" }.map { time in
                    time.split(separator: ":").reduce(0) { $0 * 60 + (Double($1) ?? .nan) }
                }
                try #require(times.count == 2 && lines.count == 2)
                return Cue(start: times[0], end: times[1], text: lines[1].trimmingCharacters(in: .newlines))
            }
        }

        /// Where the words of the asset's own captions are due: with AAC, its timeline starts a priming earlier than the picture.
        private func expect(_ found: [Cue], _ expected: [Cue], within tolerance: Double) {
            #expect(found.map(\.text) == expected.map(\.text))
            for (ours, theirs) in zip(found, expected) {
                #expect(abs(ours.start - theirs.start) <= tolerance && abs(ours.end - theirs.end) <= tolerance, "\(ours)")
            }
        }

        private func isSound(_ asset: Asset) async throws {
            let validation = try await Tool.sluice.run(["validate", asset.folder.path])
            #expect(validation.status == 0, "\(validation)")
            #expect(try await Measure.complaints(about: asset.master) == "")
        }

        @Test(arguments: [("captions.mkv", "eng"), ("captions.mp4", "fra")])
        func `captions of the source keep their words and times`(_ fixture: String, _ language: String) async throws {
            let asset = try await Assets.shared.asset(of: fixture)
            try await isSound(asset)
            let folder = "text/vtt/\(language)"
            let whole = try cues(of: asset.text(of: "\(folder)/captions.vtt"))
            expect(whole, Self.words, within: 0.0011)
            // Segments of 4 s: the second cue stands in both, at the same times.
            for (number, expected) in [(1, whole[0...1]), (2, whole[1...2])] {
                let text = try asset.text(of: "\(folder)/\(number).vtt")
                #expect(text.hasPrefix("WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n"))
                #expect(try cues(of: text) == Array(expected))
            }
            let playlist = try asset.text(of: "\(folder)/media.m3u8")
            let picture = try asset.text(of: "video/h264/180p/media.m3u8")
            for tag in ["#EXT-X-TARGETDURATION", "#EXTINF"] {
                let lines = { (text: String) in text.split(separator: "\n").filter { $0.hasPrefix(tag) } }
                #expect(lines(playlist) == lines(picture) && !lines(playlist).isEmpty)
            }
            let master = MultivariantPlaylist(try asset.text(of: "master.m3u8"))
            let rendition = try #require(master.media.first { $0["TYPE"] == "SUBTITLES" })
            #expect(rendition["LANGUAGE"] == language && rendition["NAME"] == language && rendition["DEFAULT"] == "NO")
            #expect(rendition["GROUP-ID"] == "subs" && rendition["URI"] == "\(folder)/media.m3u8")
            #expect(master.variants.allSatisfy { $0.attributes["SUBTITLES"] == "subs" })
        }

        @Test func `SubStation Alpha becomes plain lines`() async throws {
            let asset = try await Assets.shared.asset(of: "captions.mkv")
            let german = try cues(of: asset.text(of: "text/vtt/ger/captions.vtt"))
            expect(german, [Cue(start: 0.5, end: 1.5, text: "Eins, und\nzwei")], within: 0.0011)
        }

        /// The same clip with a WebVTT file as Windows writes it, and a SubRip file in the same language.
        private static func withFiles() async throws -> Asset {
            let folder = try Workspace.scratch("words")
            let (vtt, srt) = (folder.appending(path: "a.vtt"), folder.appending(path: "b:1.srt"))
            let text =
                "\u{feff}WEBVTT - title\n\nNOTE a note\n\nSTYLE\n::cue { color: red }\n\nid1\n00:01.000 --> 00:02.000 line:0\n"
                + "<v Roger>Fish &amp; <c.x>chips</c> &lt;3\n\n00:00:02.500 --> 01:00:00.000\nto the end\n"
            try text.replacingOccurrences(of: "\n", with: "\r\n").write(to: vtt, atomically: true, encoding: .utf8)
            try "1\n00:00:00,100 --> 00:00:00,900\nolá".write(to: srt, atomically: true, encoding: .utf8)
            return try await Assets.shared.asset(
                of: "video-only.mp4", ["--captions", "\(vtt.path):pt-BR", "--captions", "\(srt.path):pt-br"])
        }

        @Test func `caption files become renditions, in order`() async throws {
            let asset = try await Self.withFiles()
            try await isSound(asset)
            let first = try cues(of: asset.text(of: "text/vtt/pt-br/captions.vtt"))
            let expected = [Cue(start: 1, end: 2, text: "Fish &amp; chips &lt;3"), Cue(start: 2.5, end: 3, text: "to the end")]
            expect(first, expected, within: 0.0001)
            let second = try cues(of: asset.text(of: "text/vtt/pt-br-2/captions.vtt"))
            expect(second, [Cue(start: 0.1, end: 0.9, text: "olá")], within: 0.0001)
            let names = MultivariantPlaylist(try asset.text(of: "master.m3u8")).media.map { $0["NAME"] ?? "" }
            #expect(names == ["pt-br", "pt-br 2"])
        }

        /// Read from the MPD by ffmpeg, which knows nothing of WebVTT in HLS.
        @Test func `ffmpeg finds the words in the MPD`() async throws {
            let asset = try await Self.withFiles()
            let arguments = ["-nostdin", "-v", "error", "-allowed_extensions", "ALL", "-i", asset.manifest.path]
            let result = try await Tool.ffmpeg.run(arguments + ["-map", "0:s:0", "-f", "srt", "-"]).succeeded()
            #expect(result.text.contains("00:00:01,000 --> 00:00:02,000\nFish & chips <3"), "\(result)")
            #expect(result.text.contains("00:00:02,500 --> 00:00:03,000\nto the end"), "\(result)")
            let all = try await Tool.ffmpeg.run(arguments + ["-f", "null", "-"]).succeeded()
            #expect(all.errors == "")
        }

        @Test(arguments: ["master.m3u8", "manifest.mpd"]) func `GStreamer plays beside them`(_ manifest: String) async throws {
            let playback = try await Player.gstreamer(try await Self.withFiles().folder, manifest)
            #expect(playback.complaint == "" && playback.missing == [])
            #expect(abs(playback.position - 3) < 0.15, "\(playback)")
        }

        @Test func `Chromium plays beside them`() async throws {
            let playback = try await Player.chromium(try await Self.withFiles().folder)
            #expect(playback.complaint == "" && playback.missing == [])
            #expect(abs(playback.position - 3) < 0.15, "\(playback)")
        }

        @Test func `captions beside a source without a picture are left out with a word`() async throws {
            let file = try Workspace.scratch("words").appending(path: "words.srt")
            try "1\n00:00:00,100 --> 00:00:00,900\nheard\n".write(to: file, atomically: true, encoding: .utf8)
            let asset = try await Assets.transcode(Fixture.url("sound.wav"), ["--captions", "\(file.path):en"])
            #expect(asset.transcode.text.contains("published with warnings"))
            #expect(
                try asset.text(of: "report.json").contains(
                    "There is no picture to show captions on; one track of them is left out."))
            #expect(try Workspace.files(below: asset.folder).allSatisfy { !$0.hasPrefix("text/") })
            try await isSound(asset)
        }

        @Test func `captions that show when nothing else does are left out with a word`() async throws {
            let file = try Workspace.scratch("words").appending(path: "long.srt")
            let texts = [("00", "in time"), ("30", "late"), ("40", "later")].map { second, words in
                "00:00:\(second),100 --> 00:00:50,000\n\(words)\n"
            }
            try texts.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
            let asset = try await Assets.transcode(Fixture.url("300-ms.mp4"), ["--captions", "\(file.path):en"])
            let report = try PublishedReport(asset)
            #expect(report.outcome == "published with warnings", "\(report)")
            #expect(report.says("2 captions (en) would show before the picture begins or after it ends; they are left out."))
            #expect(try cues(of: asset.text(of: "text/vtt/en/captions.vtt")).map(\.text) == ["in time"])
        }

        /// Each file holds as many captions as an asset has.
        @Test func `captions of many languages take no more memory than those of one`() async throws {
            let folder = try Workspace.scratch("many-words")
            let lines = (0..<100_000).map { number in
                "00:00:00,\(100 + number % 100) --> 00:01:00,000\nCaption number \(number), with some words\n"
            }
            let file = folder.appending(path: "many.srt")
            try lines.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
            let source = try await Fixture.url("10-seconds.mp4")
            let one = try await Assets.transcode(source, ["--captions", "\(file.path):en"])
            let many = try await Assets.transcode(
                source, ["en", "fr", "de", "pt"].flatMap { ["--captions", "\(file.path):\($0)"] })
            print("peak memory: \(one.peakMemory >> 20) MB for one language, \(many.peakMemory >> 20) MB for four")
            #expect(Double(many.peakMemory) <= 1.15 * Double(one.peakMemory))
            #expect(many.peakMemory <= 400 << 20)
            let report = try PublishedReport(many)
            for language in ["fr", "de", "pt"] {
                #expect(report.says("The captions (\(language)) hold more text than captions do"), "\(report)")
            }
        }

        @Test func `wrong caption files are refused before any work`() async throws {
            let folder = try Workspace.scratch("wrong-words")
            let source = try await Fixture.url("300-ms.mp4").path
            let write = { (name: String, bytes: Data) throws in
                try bytes.write(to: folder.appending(path: name))
                return folder.appending(path: name).path
            }
            let latin = try write("latin.srt", Data("1\n00:00:00,100 --> 00:00:00,200\nol".utf8) + [0xe1])
            let empty = try write("empty.vtt", Data("WEBVTT\n".utf8))
            let large = try write("large.srt", Data(repeating: 0x20, count: 10 << 20) + [0x20])
            for (argument, status, word) in [
                ("\(latin):en", ExitCode.inputRejected, "UTF-8"), ("\(empty):en", ExitCode.inputRejected, "No caption"),
                ("\(large):en", ExitCode.inputRejected, "10 MB"), ("/nonexistent.srt:en", ExitCode.noInput, "/nonexistent.srt"),
                ("\(latin):english_uk", ExitCode.usage, "BCP 47"), (latin, ExitCode.usage, "BCP 47"),
            ] {
                let output = folder.appending(path: "asset").path
                let result = try await Tool.sluice.run(["transcode", source, "--output", output, "--captions", argument])
                #expect(result.status == status && result.errors.contains(word), "\(result)")
                #expect(!FileManager.default.fileExists(atPath: output))
            }
        }
    }
}
