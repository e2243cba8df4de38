import Foundation
import Testing

extension EndToEnd {
    /// The commands beside `transcode`, and what `transcode` says.
    @Suite struct CommandTests {
        @Test func `the output tree holds what is promised and nothing else`() async throws {
            let asset = try await Assets.shared.asset(of: "clip.mp4")
            var expected = ["master.m3u8", "manifest.mpd", "report.json"]
            for folder in ["video/h264/720p", "video/h264/540p", "video/h264/360p", "audio/aac/und"] {
                expected += ["init.mp4", "1.m4s", "media.m3u8"].map { "\(folder)/\($0)" }
                // 6 s in segments of 4 s: the tail is half a segment, so it stands alone.
                expected.append("\(folder)/2.m4s")
                if folder.hasPrefix("video") { expected.append("\(folder)/iframes.m3u8") }
            }
            expected += ["poster.jpg", "sprite-1.jpg", "thumbnails.vtt", "images.m3u8"].map { "thumbnails/\($0)" }
            #expect(try Workspace.files(below: asset.folder) == expected.sorted())
        }

        @Test func `the manifests are well formed and name only files that exist`() async throws {
            let asset = try await Assets.shared.asset(of: "clip.mp4")
            let parsed = try await Tool(executable: "xmllint").run(["--noout", asset.manifest.path])
            #expect(parsed.status == 0, "\(parsed)")
            for name in try Workspace.files(below: asset.folder) where name.hasSuffix(".m3u8") {
                let base = asset.folder.appending(path: name).deletingLastPathComponent()
                let text = try asset.text(of: name)
                let quoted = text.matches(of: /URI="([^"]+)"/).map { String($0.1) }
                let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
                for uri in quoted + lines {
                    #expect(FileManager.default.fileExists(atPath: base.appending(path: uri).path), "\(name): \(uri)")
                }
            }
        }

        @Test func `transcode --json prints the report that it writes`() async throws {
            let asset = try await Assets.transcode(Fixture.url("300-ms.mp4"), ["--json"])
            let printed = try JSONSerialization.jsonObject(with: asset.transcode.output) as? NSDictionary
            let written =
                try JSONSerialization.jsonObject(
                    with: Data(contentsOf: asset.folder.appending(path: "report.json"))) as? NSDictionary
            #expect(printed != nil)
            #expect(printed == written)
        }

        @Test func `transcode --quiet says nothing`() async throws {
            let asset = try await Assets.transcode(Fixture.url("300-ms.mp4"), ["--quiet"])
            #expect(asset.transcode.text == "")
            #expect(asset.transcode.errors == "")
        }

        @Test func `without a terminal no control characters are printed`() async throws {
            let asset = try await Assets.shared.asset(of: "clip.mp4")
            let printed = asset.transcode.text + asset.transcode.errors
            #expect(!printed.isEmpty)
            #expect(!printed.contains("\u{1B}") && !printed.contains("\r"))
        }

        @Test func `--preset mobile stays at 720p and apple has six-second segments`() async throws {
            let mobile = try await Assets.transcode(Fixture.url("7-seconds.mp4"), ["--preset", "mobile"])
            #expect(try mobile.variants().map(\.resolution) == [[320, 180]])
            let apple = try await Assets.transcode(Fixture.url("flash-and-beep.mp4"), ["--preset", "apple"])
            let video = try apple.mediaPlaylists().filter { $0.name.hasPrefix("video") }
            #expect(video.count == 2)
            #expect(video.allSatisfy { $0.playlist.durations == [6, 6] }, "\(video)")
            try await Promise.isSound(apple)
        }

        @Test func `--strict makes warnings a failure`() async throws {
            let parent = try Workspace.scratch("strict")
            let source = try await Fixture.url("aspect-absurd.mp4")
            let result = try await Tool.sluice.run(
                ["transcode", source.path, "--output", parent.appending(path: "asset").path, "--strict"])
            #expect(result.status != 0, "\(result)")
        }

        @Test func `probe says what a file is`() async throws {
            let human = try await Tool.sluice.run(["probe", Fixture.clip.path])
            #expect(human.status == 0, "\(human)")
            for word in ["h264", "1280", "720", "aac"] { #expect(human.text.lowercased().contains(word), "\(human)") }
            let machine = try await Tool.sluice.run(["probe", Fixture.clip.path, "--json"]).succeeded()
            #expect(try JSONSerialization.jsonObject(with: machine.output) is [String: Any])
        }

        @Test func `probe refuses what transcode refuses`() async throws {
            let text = try await Tool.sluice.run(["probe", try await Fixture.url("bad-text.mp4").path])
            #expect(text.status == ExitCode.inputRejected, "\(text)")
            #expect(try await Tool.sluice.run(["probe", "/nonexistent.mp4"]).status == ExitCode.noInput)
        }

        @Test func `inspect prints the boxes with their sizes`() async throws {
            let asset = try await Assets.shared.asset(of: "clip.mp4")
            let initial = try await Tool.sluice.run(["inspect", asset.folder.appending(path: "video/h264/720p/init.mp4").path])
            #expect(initial.status == 0, "\(initial)")
            for box in ["ftyp", "moov", "mvhd", "trak", "tkhd", "mdhd", "avc1", "avcC", "colr", "mvex", "trex"] {
                #expect(initial.text.contains(box), "\(box)")
            }
            let segment = try await Tool.sluice.run(["inspect", asset.folder.appending(path: "video/h264/720p/1.m4s").path])
            for box in ["moof", "mfhd", "tfhd", "tfdt", "trun", "mdat"] { #expect(segment.text.contains(box), "\(box)") }
            let source = try await Tool.sluice.run(["inspect", Fixture.clip.path])
            #expect(source.status == 0 && source.text.contains("stsd"), "\(source)")
        }

        @Test func `validate finds what is broken`() async throws {
            let sound = try await Assets.transcode(Fixture.url("7-seconds.mp4"))
            #expect(try await Tool.sluice.run(["validate", sound.folder.path]).status == 0)
            let machine = try await Tool.sluice.run(["validate", sound.folder.path, "--json"]).succeeded()
            #expect((try? JSONSerialization.jsonObject(with: machine.output)) != nil)

            let breakages: [(String, (URL) throws -> Void)] = [
                ("a missing segment", { try FileManager.default.removeItem(at: $0.appending(path: "video/h264/180p/1.m4s")) }),
                (
                    "a wrong duration",
                    {
                        try edit($0.appending(path: "video/h264/180p/media.m3u8")) {
                            $0.replacing("#EXTINF:4", with: "#EXTINF:9")
                        }
                    }
                ),
                ("no codecs", { try edit($0.appending(path: "master.m3u8")) { $0.replacing("CODECS=", with: "X-CODECS=") } }),
                (
                    "a cut segment",
                    {
                        let file = $0.appending(path: "video/h264/180p/1.m4s")
                        try Data(try Data(contentsOf: file).dropLast(100)).write(to: file)
                    }
                ),
            ]
            for (what, damage) in breakages {
                let copy = try Workspace.scratch("broken").appending(path: "asset")
                try FileManager.default.copyItem(at: sound.folder, to: copy)
                try damage(copy)
                let result = try await Tool.sluice.run(["validate", copy.path])
                #expect(result.status != 0, "\(what): \(result)")
            }
        }

        @Test func `presets lists them and prints one`() async throws {
            let list = try await Tool.sluice.run(["presets"]).succeeded()
            for name in ["web", "apple", "mobile"] { #expect(list.text.contains(name)) }
            let one = try await Tool.sluice.run(["presets", "mobile"]).succeeded()
            #expect(one.text.contains("ladder") && one.text.contains("720"))
            #expect(try await Tool.sluice.run(["presets", "nonesuch"]).status == ExitCode.configuration)
        }

        @Test func `a printed preset can be edited and used`() async throws {
            let folder = try Workspace.scratch("preset")
            let file = folder.appending(path: "mine.yaml")
            let text = try await Tool.sluice.run(["presets", "web"]).succeeded().text
            try Data(text.replacing("segment: 4", with: "segment: 6").utf8).write(to: file)
            let asset = try await Assets.transcode(Fixture.url("flash-and-beep.mp4"), ["--preset", file.path])
            let video = try #require(try asset.mediaPlaylists().first { $0.name.hasPrefix("video") })
            #expect(video.playlist.durations == [6, 6])
        }

        @Test func `doctor names versions, codecs, cores and disk`() async throws {
            let result = try await Tool.sluice.run(["doctor"])
            #expect(result.status == 0, "\(result)")
            for word in ["libavcodec", "x264", "h264", "core", "free"] {
                #expect(result.text.lowercased().contains(word), "\(word)")
            }
        }

        @Test func `--version is a number`() async throws {
            let result = try await Tool.sluice.run(["--version"]).succeeded()
            #expect(result.text.contains(/\d+\.\d+\.\d+/))
        }

        @Test(arguments: ["tagged.mov", "tagged-keys.mov"])
        func `nothing of where or with what it was filmed is published`(_ fixture: String) async throws {
            let asset = try await Assets.shared.asset(of: fixture)
            #expect(try Data(contentsOf: asset.source).range(of: Data("48.1374".utf8)) != nil)
            let words = ["Canary", "48.1374", "011.5755", asset.source.lastPathComponent].map { Data($0.utf8) }
            for name in try Workspace.files(below: asset.folder) {
                let bytes = try Data(contentsOf: asset.folder.appending(path: name))
                for word in words { #expect(bytes.range(of: word) == nil, "\(name): \(String(decoding: word, as: UTF8.self))") }
            }
        }
    }
}

private func edit(_ file: URL, _ change: (String) -> String) throws {
    let text = try String(contentsOf: file, encoding: .utf8)
    let changed = change(text)
    #expect(changed != text)
    try Data(changed.utf8).write(to: file)
}
