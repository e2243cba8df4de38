import Foundation
import Testing

extension EndToEnd {
    /// Encrypted assets, opened by programs that are not ours.
    @Suite struct ProtectionTests {
        @Test func `each protection has a folder with its manifests, and nothing playable is clear`() async throws {
            let protected = try await ProtectedAsset.shared
            let files = try Workspace.files(below: protected.asset.folder)
            #expect(Set(files.map { $0.prefix { $0 != "/" } }) == ["cenc", "cbcs", "aes-128", "thumbnails", "report.json"])
            for (scheme, manifests) in [
                ("cenc", ["manifest.mpd"]), ("cbcs", ["manifest.mpd", "master.m3u8"]), ("aes-128", ["master.m3u8"]),
            ] {
                let own = files.filter { $0.hasPrefix("\(scheme)/") && $0.split(separator: "/").count == 2 }
                #expect(own == manifests.map { "\(scheme)/\($0)" })
                #expect(
                    try protected.tracks(scheme) == ["audio/aac/und", "video/av1/360p", "video/h264/360p", "video/hevc/360p"])
            }
            #expect(!files.contains { $0.hasPrefix("aes-128/") && $0.hasSuffix("iframes.m3u8") })
            #expect(files.contains("cbcs/video/h264/360p/iframes.m3u8"))
            // The clear run's bytes appear nowhere.
            let clear = Set(try await protected.clear.checksums().filter { $0.key.hasSuffix(".m4s") }.values)
            #expect(clear.isDisjoint(with: try await protected.asset.checksums().values))
        }

        @Test func `the report counts every sample as protected, and holds no key`() async throws {
            struct Report: Decodable {
                struct Protection: Decodable {
                    struct Key: Decodable { let kid: String }
                    let scheme: String
                    let samples: Int
                    let protectedSamples: Int
                    let protectedShare: Double
                    let keys: [Key]
                }
                let protections: [Protection]
            }
            let protected = try await ProtectedAsset.shared
            let report = try JSONDecoder().decode(Report.self, from: Data(try protected.asset.text(of: "report.json").utf8))
            #expect(report.protections.map(\.scheme) == ["cenc", "cbcs", "aes-128"])
            for protection in report.protections {
                #expect(protection.samples > 500 && protection.protectedSamples == protection.samples)
                #expect(protection.protectedShare > 0.9 && protection.protectedShare <= 1)
                #expect(
                    Set(protection.keys.map(\.kid)) == Set(protected.keys.filter { $0.scheme == protection.scheme }.map(\.kid)))
                print(
                    "\(protection.scheme): \(protection.protectedSamples) of \(protection.samples) samples, \(protection.protectedShare) of their bytes"
                )
            }
            #expect(Set(protected.keys.map(\.key)).count == 6 && protected.keys.count == 6)
        }

        @Test func `validate proves it, with keys against the clear run and without`() async throws {
            let protected = try await ProtectedAsset.shared
            let folder = protected.asset.folder.path
            #expect(try await Tool.sluice.run(["validate", folder]).status == 0)
            let proved = try await Tool.sluice.run(
                ["validate", folder, "--keys-in", protected.keyFile.path, "--clear", protected.clear.folder.path])
            #expect(proved.status == 0, "\(proved)")
        }

        @Test(arguments: [
            ("cbcs/video/h264/360p/1.m4s", 3000, "ENC-012"), ("cenc/video/hevc/360p/1.m4s", 3000, "ENC-012"),
            ("cbcs/audio/aac/und/1.m4s", 20_000, "ENC-012"), ("aes-128/audio/aac/und/1.m4s", 20_000, "ENC-01"),
            ("cenc/video/av1/360p/1.m4s", 3000, "ENC-012"),
        ]) func `one changed byte is found with the keys`(_ file: String, _ place: Int, _ rule: String) async throws {
            let protected = try await ProtectedAsset.shared
            let copy = try Workspace.scratch("changed").appending(path: "asset")
            try FileManager.default.copyItem(at: protected.asset.folder, to: copy)
            var bytes = try Data(contentsOf: copy.appending(path: file))
            bytes[place] ^= 1
            try bytes.write(to: copy.appending(path: file))
            let result = try await Tool.sluice.run(
                ["validate", copy.path, "--keys-in", protected.keyFile.path, "--clear", protected.clear.folder.path])
            #expect(
                result.status == ExitCode.inputRejected && result.text.contains(rule) && result.text.contains(file), "\(result)")
        }

        /// The clear samples in an encrypted track's place: what a switch that does nothing would publish.
        @Test(arguments: ["cenc", "cbcs"]) func `clear media in a protection's folder are found without keys`(_ scheme: String)
            async throws
        {
            let protected = try await ProtectedAsset.shared
            let copy = try Workspace.scratch("clear").appending(path: "asset")
            try FileManager.default.copyItem(at: protected.asset.folder, to: copy)
            let track = "video/h264/360p"
            for name in ["1.m4s", "init.mp4"] {
                let place = copy.appending(path: "\(scheme)/\(track)/\(name)")
                try FileManager.default.removeItem(at: place)
                try FileManager.default.copyItem(at: protected.clear.folder.appending(path: "\(track)/\(name)"), to: place)
                let result = try await Tool.sluice.run(["validate", copy.path])
                #expect(result.status == ExitCode.inputRejected && result.text.contains("ENC-0"), "\(result)")
            }
        }

        @Test(arguments: ["cenc", "cbcs"]) func `Shaka Packager opens every track to the clear run's samples`(_ scheme: String)
            async throws
        {
            guard let packager = PythonTool.shakaPackager else {
                print("not tested: Shaka Packager is not installed; run .ci/install, or set SLUICE_SHAKA_PACKAGER")
                return
            }
            let protected = try await ProtectedAsset.shared
            for track in try protected.tracks(scheme) {
                let movie = try ProtectedAsset.movie(of: protected.asset.folder.appending(path: "\(scheme)/\(track)"))
                let key = try protected.key(scheme, track.hasPrefix("audio") ? "audio" : "sd")
                let opened = movie.deletingLastPathComponent().appending(path: "opened.mp4")
                let result = try await packager.run([
                    "in=\(movie.path),stream=\(track.hasPrefix("audio") ? "audio" : "video"),output=\(opened.path)",
                    "--enable_raw_key_decryption", "--keys", "label=:key_id=\(key.id.hexadecimal):key=\(key.bytes.hexadecimal)",
                ])
                #expect(result.status == 0, "\(result)")
                let clear = try ProtectedAsset.movie(of: protected.clear.folder.appending(path: track))
                let (found, expected) = (
                    try await ProtectedAsset.packets(of: opened), try await ProtectedAsset.packets(of: clear)
                )
                #expect(found == expected && found.count > 150, "\(scheme)/\(track): \(found.count) of \(expected.count)")
            }
        }

        @Test(
            arguments: ["cenc", "cbcs"],
            [("0:v:0", "video/h264/360p"), ("0:v:1", "video/hevc/360p"), ("0:v:2", "video/av1/360p"), ("0:a", "audio/aac/und")])
        func `ffmpeg plays DASH with the key, and not with another`(
            _ scheme: String, _ stream: (name: String, track: String)
        ) async throws {
            let protected = try await ProtectedAsset.shared
            let track = stream.track
            let key = try protected.key(scheme, track.hasPrefix("audio") ? "audio" : "sd").bytes.hexadecimal
            let clear = try await ProtectedAsset.frames(
                of: ProtectedAsset.movie(of: protected.clear.folder.appending(path: track)))
            for (key, isRight) in [(key, true), (String(key.reversed()), false)] {
                let result = try await Tool.ffmpeg.run([
                    "-v", "error", "-cenc_decryption_key", key, "-i",
                    protected.asset.folder.appending(path: "\(scheme)/manifest.mpd").path, "-map", stream.name, "-f", "framemd5",
                    "-",
                ])
                let frames = ProtectedAsset.digests(result)
                #expect(isRight ? frames == clear && frames.count >= 250 : Set(frames).isDisjoint(with: clear), "\(result)")
            }
        }

        @Test(arguments: ["video/h264/360p", "video/hevc/360p", "video/av1/360p", "audio/aac/und"])
        func `ffmpeg plays AES-128 from HLS, fetching keys, and not with others`(_ track: String) async throws {
            let protected = try await ProtectedAsset.shared
            let clear = try await ProtectedAsset.frames(
                of: ProtectedAsset.movie(of: protected.clear.folder.appending(path: track)))
            for isRight in [true, false] {
                let folder = try protected.served(isRight ? \.bytes : \.id)
                let result = try await Tool(executable: Workspace.root.appending(path: "Fixtures/serve").path).run(
                    [
                        folder.path, "60", "ffmpeg", "-v", "error", "-i", "{origin}/asset/aes-128/\(track)/media.m3u8", "-f",
                        "framemd5", "-",
                    ], within: 70)
                let frames = ProtectedAsset.digests(result)
                #expect(isRight ? frames == clear && frames.count >= 250 : Set(frames).isDisjoint(with: clear), "\(result)")
            }
        }
    }
}
