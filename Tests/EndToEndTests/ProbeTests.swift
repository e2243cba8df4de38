import Foundation
import Testing

extension EndToEnd {
    /// What people are told of a file before any work is done.
    @Suite(.tags(.upload)) struct ProbeTests {
        @Test(arguments: [
            ("surround.mp4", ["note: The sound (6 channels at 48 kHz) is converted"]),
            ("mono-8000.mov", ["note: The sound (mono at 8 kHz) is converted"]),
            ("audio-later.mp4", ["note: The sound starts 678 ms after the picture"]),
            ("video-later.mp4", ["note: The picture starts 1000 ms after the sound"]),
            ("variable-rate.mp4", ["note: The frame rate varies, mostly between", "it is made constant at 30."]),
            ("hole.mkv", ["note: The picture stands still in one place, for 5.0 seconds in all"]),
            ("wrap.ts", ["note: The recording's clock has counted to its end"]),
            ("long-claim.mp4", ["note: The file's header claims 2386 minutes; what counts is what is there: 2.0 seconds."]),
            ("tagged.mov", ["carries the place of the recording, the recording device and titles or names;"]),
            ("tagged-keys.mov", ["carries the place of the recording, the recording device and titles or names;"]),
            ("cover.m4a", ["note: The file has a cover picture, which is left out."]),
            ("size-odd.mp4", ["note: The picture is 321x181, and video has even sizes: it is scaled to 320x180."]),
            ("two-pictures.mp4", ["note: 1 more picture track is left out"]),
            ("dolby-vision-5.mp4", ["warning: The picture is Dolby Vision profile 5"]),
        ])
        func `what is unusual is told in one sentence`(_ fixture: String, _ words: [String]) async throws {
            let text = try await Tool.sluice.run(["probe", try await Fixture.url(fixture).path]).succeeded().text
            let lines = text.split(separator: "\n").filter { line in words.allSatisfy { line.contains($0) } }
            #expect(lines.count == 1, "\(text)")
            for secret in ["48.1374", "Canary"] { #expect(!text.contains(secret)) }
        }

        @Test(arguments: [
            ("clip.mp4", ["The picture (full range)", "Recorded sideways"]), ("7-seconds.mp4", []), ("10-seconds.mp4", []),
            ("index-first.mp4", []), ("matroska.mkv", []), ("start-offset.ts", []), ("flv.mp4", []), ("rate-59.94.mp4", []),
            ("edit-list.mp4", []), ("joined.ts", ["The timestamps jump"]),
        ])
        func `what is ordinary is not told`(_ fixture: String, _ words: [String]) async throws {
            let url = try await fixture == "clip.mp4" ? Fixture.clip : Fixture.url(fixture)
            let text = try await Tool.sluice.run(["probe", url.path]).succeeded().text
            let told = text.split(separator: "\n").filter { line in
                ["  note:", "  warning:", "  partial:"].contains(where: line.hasPrefix)
            }
            #expect(told.count == words.count && zip(told, words).allSatisfy { $0.contains($1) }, "\(text)")
        }

        @Test func `the report tells it as a value and in words`() async throws {
            let report = try PublishedReport(try await Assets.shared.asset(of: "hole.mkv"))
            #expect(report.says("The picture stands still in one place") && report.says("filled with silence"), "\(report)")
            #expect(report.findings.map(\.finding.name).contains("pictureStandsStill"))
            #expect(abs(report.durationSeconds - 9) < 0.05)
        }

        @Test func `what is no picture is refused, not enlarged`() async throws {
            let result = try await Tool.sluice.run(["probe", try await Fixture.url("bad-strip.avi").path])
            #expect(result.status == ExitCode.inputRejected)
            #expect(result.errors.contains("shown as 1920x4") && result.errors.contains("up to 32 times"), "\(result)")
        }
    }
}
