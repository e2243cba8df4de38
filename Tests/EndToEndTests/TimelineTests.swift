import Foundation
import Testing

extension EndToEnd {
    /// Rows 13 to 24 of the table of uploads, as far as they are about time, damage and tracks.
    @Suite(.tags(.upload)) struct TimelineTests {
        @Test(arguments: [
            ("cut.mp4", 3.3, "seconds are missing"), ("cut.mkv", 3.3, "seconds are missing"),
            ("cut.flv", 3.3, "seconds are missing"), ("cut.ts", 3.3, "end of the file is missing"),
            ("cut-fragmented.mp4", 1.2, "are missing"),
        ])
        func `row 21: what is there of a file without its end is published as partial`(
            _ fixture: String, _ seconds: Double, _ words: String
        ) async throws {
            let asset = try await Assets.shared.asset(of: fixture)
            try await Promise.isSound(asset)
            let report = try PublishedReport(asset)
            #expect(report.outcome == "partial" && report.says(words), "\(report)")
            #expect(abs(report.durationSeconds - seconds) < 0.15)
            try await isInSync(asset, events: Int(seconds))
            let probe = try await Tool.sluice.run(["probe", asset.source.path]).succeeded()
            #expect(probe.text.contains(words))
        }

        @Test func `row 21: --strict tells a partial asset by its exit code`() async throws {
            let folder = try Workspace.scratch("strict").appending(path: "asset")
            let result = try await Tool.sluice.run(
                ["transcode", try await Fixture.url("cut.mkv").path, "--output", folder.path, "--strict"])
            #expect(result.status == ExitCode.inputRejected)
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: "master.m3u8").path))
        }

        @Test func `row 21: a header's 40 hours are not believed`() async throws {
            let report = try PublishedReport(try await Assets.shared.asset(of: "long-claim.mp4"))
            #expect(report.outcome == "published" && abs(report.durationSeconds - 2) < 0.1, "\(report)")
        }

        @Test func `row 22: damage is concealed and counted, and time stays`() async throws {
            let asset = try await Assets.shared.asset(of: "scratched.mp4")
            try await Promise.isSound(asset)
            try await Promise.keepsTime(asset, seconds: 5, rate: 25)
            let report = try PublishedReport(asset)
            #expect(report.outcome == "published with warnings" && report.says("damaged frames were concealed"), "\(report)")
        }

        @Test func `row 22: how much damage is too much is the preset's to say`() async throws {
            let folder = try Workspace.scratch("damage")
            let preset = folder.appending(path: "mine.yaml")
            let web = try await Tool.sluice.run(["presets", "web"]).succeeded().text
            let source = try await Fixture.url("bad-shredded.mp4")
            let refused = try await Tool.sluice.run(
                ["transcode", source.path, "--output", folder.appending(path: "web").path])
            #expect(refused.status == ExitCode.inputRejected && refused.errors.contains("5 %"), "\(refused)")
            try Data(web.replacing("damage: 5", with: "damage: 100").utf8).write(to: preset)
            let taken = try await Assets.transcode(source, ["--preset", preset.path])
            try await Promise.keepsTime(taken, seconds: 5, rate: 25)
        }

        @Test(arguments: [
            ("joined.ts", 6.04, "jump in 1 places"), ("jump.ts", 6.04, "jump in 1 places"), ("wrap.ts", 4.04, ""),
            ("drift.mkv", 6, "its speed is corrected"), ("edit-list.mp4", 4, ""),
        ])
        func `rows 16 to 20: the timeline is repaired and picture and sound stay together`(
            _ fixture: String, _ seconds: Double, _ words: String
        ) async throws {
            let asset = try await Assets.shared.asset(of: fixture)
            try await Promise.isSound(asset)
            try await Promise.keepsTime(asset, seconds: seconds, rate: 25)
            try await isInSync(asset, events: Int(seconds))
            let report = try PublishedReport(asset)
            #expect(words.isEmpty || report.says(words), "\(report)")
        }

        @Test func `row 16: a hole in the sound is silent, and what follows is in its place`() async throws {
            let asset = try await Assets.shared.asset(of: "sound-hole.ts")
            try await Promise.keepsTime(asset, seconds: 6.04, rate: 25)
            let beeps = try await Measure.beeps(in: asset.master)
            try #require(beeps.count == 4, "\(beeps)")
            #expect((1.95...2.15).contains(beeps[2]) && (4.95...5.15).contains(beeps[3]), "\(beeps)")
            #expect(try PublishedReport(asset).says("filled with silence"))
        }

        @Test func `row 20: what comes before the first keyframe is left out`() async throws {
            let asset = try await Assets.shared.asset(of: "mid-scene.ts")
            try await Promise.isSound(asset)
            let report = try PublishedReport(asset)
            #expect(report.outcome == "published" && report.says("begins in the middle of a scene"), "\(report)")
        }

        @Test(arguments: [
            ("cover.mp3", 5.04), ("cover.m4a", 5), ("sound.wav", 3), ("sound.aac", 3.03), ("sound.flac", 0.5),
        ])
        func `row 13: sound alone is a presentation of its own, and its cover no picture`(_ fixture: String, _ seconds: Double)
            async throws
        {
            let asset = try await Assets.shared.asset(of: fixture)
            try await Promise.isSound(asset)
            try await Promise.keepsTime(asset, seconds: seconds, rate: 25)
            #expect(try Workspace.files(below: asset.folder).allSatisfy { !$0.hasPrefix("video") && !$0.hasPrefix("thumb") })
            let multivariant = MultivariantPlaylist(try asset.text(of: "master.m3u8"))
            #expect(multivariant.media.isEmpty && multivariant.variants.map(\.codecs) == ["mp4a.40.2"])
            #expect(try PublishedReport(asset).says("sound only"))
            for manifest in [asset.master, asset.manifest] {
                #expect(try await Measure.stream("codec_name", of: manifest, stream: "a:0") == "aac")
            }
        }

        @Test func `row 14: the moving track is shown, not the larger still`() async throws {
            let asset = try await Assets.shared.asset(of: "two-pictures.mp4")
            try await Promise.isSound(asset)
            #expect(try asset.variants().map(\.resolution) == [[320, 180]])
        }

        @Test func `row 15: sound that is left out is told`() async throws {
            #expect(
                try PublishedReport(try await Assets.shared.asset(of: "two-sounds.mp4")).says("1 more sound track is left out"))
        }

        @Test func `probe says how a clip was recorded and what becomes of it`() async throws {
            let text = try await Tool.sluice.run(["probe", Fixture.clip.path]).succeeded().text
            #expect(text.contains("Recorded sideways: turned by 90°."))
            let json = try await Tool.sluice.run(["probe", Fixture.clip.path, "--json"]).succeeded().text
            #expect(json.contains("\"sentence\" : \"Recorded sideways"))
        }

        private func isInSync(_ asset: Asset, events: Int) async throws {
            let flashes = try await Measure.flashes(in: asset.master)
            let beeps = try await Measure.beeps(in: asset.master)
            #expect(beeps.count >= events, "\(beeps)")
            let skews = beeps.map { beep in flashes.map { beep - $0 }.min { abs($0) < abs($1) } ?? 1 }
            // The first flash is held from the start of a sound that comes earlier. Times are known to the millisecond.
            #expect(skews.dropFirst().allSatisfy { abs($0) <= 0.021 }, "\(skews)")
        }
    }
}
