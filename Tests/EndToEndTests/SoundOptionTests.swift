import Foundation
import Testing

extension EndToEnd {
    /// Loudness, 5.1 and several languages, as a preset asks for them.
    @Suite struct SoundOptionTests {
        private static func preset(_ options: String) throws -> [String] {
            let file = try Workspace.scratch("preset").appending(path: "sound.yaml")
            try "name: sound\n\(options)\nladder: [{ shortSide: 180, maxRate: 200k }]\n"
                .write(to: file, atomically: true, encoding: .utf8)
            return ["--preset", file.path]
        }

        /// Integrated loudness and true peak by ffmpeg's own meter.
        private func loudness(of media: URL) async throws -> (integrated: Double, peak: Double) {
            let arguments = ["-nostdin", "-hide_banner", "-i", media.path, "-map", "0:a:0", "-af", "ebur128=peak=true"]
            let result = try await Tool.ffmpeg.run(arguments + ["-f", "null", "-"]).succeeded()
            let summary = try #require(result.errors.range(of: "Summary:", options: .backwards))
            let text = result.errors[summary.upperBound...]
            let integrated = try #require(text.firstMatch(of: /I: +(-?[0-9.]+) LUFS/).flatMap { Double($0.1) })
            return (integrated, try #require(text.firstMatch(of: /Peak: +(-?[0-9.]+) dBFS/).flatMap { Double($0.1) }))
        }

        @Test func `5.1 stands beside stereo, both as loud as asked`() async throws {
            let options = try Self.preset("surround: true\nloudness: -16")
            let asset = try await Assets.transcode(Fixture.url("surround.mp4"), options)
            try await Promise.isSound(asset)
            let master = MultivariantPlaylist(try asset.text(of: "master.m3u8"))
            #expect(
                master.media.map { $0["CHANNELS"] } == ["2", "6"] && master.media.map { $0["GROUP-ID"] } == ["audio", "audio-6"])
            #expect(master.media.allSatisfy { $0["DEFAULT"] == "YES" && $0["NAME"] == "Audio" })
            #expect(master.variants.map { $0.attributes["AUDIO"] } == ["audio", "audio-6"])
            let manifest = try asset.text(of: "manifest.mpd")
            #expect(
                manifest.contains("ChannelConfiguration\" value=\"6\"") && manifest.contains("ChannelConfiguration\" value=\"2\"")
            )
            for folder in ["und", "und-surround"] {
                let measured = try await loudness(of: asset.folder.appending(path: "audio/aac/\(folder)/media.m3u8"))
                #expect(abs(measured.integrated + 16) < 0.6 && measured.peak <= -1, "\(folder): \(measured)")
            }

            // Front left and right, centre, low, back left and right, in the order that ffmpeg gives them.
            let surround = asset.folder.appending(path: "audio/aac/und-surround/media.m3u8")
            #expect(try await Measure.stream("channels", of: surround, stream: "a:0") == "6")
            let tones: [Double] = [400, 600, 1000, 60, 1500, 2000]
            for (channel, own) in tones.enumerated() {
                let levels = try await Measure.toneLevels(in: surround, channel: channel, of: 6, frequencies: tones)
                #expect(tones.allSatisfy { ($0 == own) == (levels[$0]! > -40) }, "\(channel): \(levels)")
            }
            let stereo = asset.folder.appending(path: "audio/aac/und/media.m3u8")
            let left = try await Measure.toneLevels(in: stereo, channel: 0, of: 2, frequencies: tones)
            // Centre and surround 3 dB below the front, low frequencies left out.
            #expect(
                abs(left[400]! - left[1000]! - 3) < 0.3 && abs(left[400]! - left[1500]! - 3) < 0.3 && left[60]! < -60, "\(left)")
        }

        @Test func `loudness is the same on every processor`() async throws {
            let options = try Self.preset("surround: true\nloudness: -20")
            let source = try await Fixture.url("surround.mp4")
            let one = try await Assets.transcode(source, options).checksums()
            let two = try await Assets.transcode(source, options, environment: ["SLUICE_CPU_FLAGS": "sse2"]).checksums()
            #expect(one == two && one.keys.contains("audio/aac/und-surround/1.m4s"))
        }

        @Test func `every language becomes a rendition, at one loudness`() async throws {
            let asset = try await Assets.transcode(Fixture.url("two-languages.mkv"), Self.preset("audio: all\nloudness: -18"))
            try await Promise.isSound(asset)
            let media = MultivariantPlaylist(try asset.text(of: "master.m3u8")).media
            #expect(media.map { $0["LANGUAGE"] } == ["eng", "ger"] && media.map { $0["NAME"] } == ["eng", "ger"])
            #expect(media.map { $0["DEFAULT"] } == ["YES", "NO"] && media.map { $0["GROUP-ID"] } == ["audio", "audio"])
            let manifest = try asset.text(of: "manifest.mpd")
            #expect(manifest.contains("lang=\"eng\"") && manifest.contains("lang=\"ger\""))
            for (language, own, other) in [("eng", 440.0, 880.0), ("ger", 880, 440)] {
                let playlist = asset.folder.appending(path: "audio/aac/\(language)/media.m3u8")
                let levels = try await Measure.toneLevels(in: playlist, channel: 0, of: 2, frequencies: [own, other])
                #expect(levels[own]! > -25 && levels[other]! < -60, "\(levels)")
                let measured = try await loudness(of: playlist)
                #expect(abs(measured.integrated + 18) < 0.6, "\(language): \(measured)")
            }
            #expect(try asset.text(of: "report.json").contains("loudnessChanged"))
            let playback = try await Player.gstreamer(asset.folder, "master.m3u8")
            #expect(playback.complaint == "" && playback.hasSound && playback.missing == [])
        }

        @Test func `one track in stereo is made where nothing is asked`() async throws {
            let asset = try await Assets.shared.asset(of: "surround.mp4")
            let media = MultivariantPlaylist(try asset.text(of: "master.m3u8")).media
            #expect(media.map { $0["CHANNELS"] } == ["2"])
        }
    }
}
