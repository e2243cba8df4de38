import Foundation
import Testing

extension EndToEnd {
    /// Keys in and out, and what is refused before anything is written.
    @Suite struct ProtectionOptionTests {
        private func transcode(_ options: [String], in parent: URL, _ fixture: String = "300-ms.mp4") async throws -> ToolResult {
            try await Tool.sluice.run(
                ["transcode", try await Fixture.url(fixture).path, "--output", parent.appending(path: "asset").path] + options,
                environment: ["XDG_STATE_HOME": parent.appending(path: "state").path])
        }

        private func write(_ text: String, to file: URL, mode: Int = 0o600) throws {
            try Data(text.utf8).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        }

        @Test(arguments: [
            (["--protect", "cens"], "cens"), (["--protect", "cbcs", "--protect", "cbcs"], "twice"),
            (["--keys-out", "k"], "--protect"), (["--clear-lead", "3"], "--protect"), (["--only", "hls"], "--protect"),
            (["--protect", "cenc", "--only", "hls"], "DASH"), (["--protect", "aes-128", "--only", "dash"], "HLS"),
            (["--protect", "cbcs", "--protect", "cenc", "--only", "hls"], "cenc"),
            (["--protect", "cbcs", "--key-uri", "https://keys.example/key"], "{kid}"),
            (["--protect", "cbcs", "--key-uri", "https://keys.example/\"{kid}"], "--key-uri"),
            (["--protect", "cbcs", "--key-uri", "a b{kid}"], "--key-uri"),
            (["--protect", "cbcs", "--licence-uri", ""], "--licence-uri"),
            (["--protect", "cbcs", "--clear-lead", "-1"], "--clear-lead"),
            (["--protect", "cbcs", "--clear-lead", "x"], "clear-lead"),
            (["--protect", "cbcs", "--key-period", "0"], "--key-period"),
            (["--protect", "cbcs", "--pssh", "widevine"], "--pssh"), (["--protect", "cbcs", "--pssh", "widevine:***"], "--pssh"),
            (["--protect", "cbcs", "--pssh", "1234:AAAA"], "--pssh"),
            (["--protect", "cbcs", "--pssh", "fairplay:AAAA"], "FairPlay"),
            (["--protect", "cbcs", "--keys-in", "a", "--cpix-in", "b"], "--cpix-in"),
            (["--protect", "cbcs", "--download"], "--download"),
        ]) func `a wrong option is 64 and named`(_ options: [String], _ word: String) async throws {
            let parent = try Workspace.scratch("usage")
            let result = try await transcode(options, in: parent)
            #expect(result.status == ExitCode.usage && result.errors.contains(word), "\(result)")
            #expect(try Workspace.files(below: parent) == [])
        }

        @Test func `keys among the media are 64`() async throws {
            let parent = try Workspace.scratch("among")
            for option in ["--keys-out", "--cpix-out"] {
                let file = parent.appending(path: "asset/cbcs/keys").path
                let result = try await transcode(["--protect", "cbcs", option, file], in: parent)
                #expect(result.status == ExitCode.usage && result.errors.contains("among the media"), "\(result)")
            }
        }

        @Test(arguments: [
            ("{}", "version"), ("nonsense", "JSON"), (#"{"version":1,"keys":[{"scheme":"cbcs"}]}"#, "class"),
            (#"{"version":1,"keys":[]}"#, "no key for scheme cbcs, class"),
            (
                #"{"version":1,"keys":[{"scheme":"cbcs","class":"sd","kid":"00112233445566778899aabbccddeeff","key":"zz"}]}"#,
                "field key"
            ),
            (
                #"{"version":1,"keys":[{"scheme":"cbcs","class":"sd","kid":"00112233445566778899aabbccddeeff","key":"00112233445566778899aabbccddeeff"},{"scheme":"cbcs","class":"audio","kid":"00112233445566778899aabbccddeeff","key":"10112233445566778899aabbccddeeff"}]}"#,
                "appears twice"
            ),
            (
                #"{"version":1,"wrap":"A256GCM","keys":[{"scheme":"cbcs","class":"sd","kid":"00112233445566778899aabbccddeeff","key":"AAAA"}]}"#,
                "key-encryption key"
            ),
        ]) func `bad keys are 78, and nothing is written`(_ text: String, _ word: String) async throws {
            let parent = try Workspace.scratch("bad-keys")
            try write(text, to: parent.appending(path: "keys.json"))
            let result = try await transcode(
                ["--protect", "cbcs", "--keys-in", parent.appending(path: "keys.json").path], in: parent)
            #expect(result.status == ExitCode.configuration && result.errors.contains(word), "\(result)")
            #expect(!result.errors.contains("10112233445566"))
            #expect(try Workspace.files(below: parent) == ["keys.json"])
        }

        @Test func `a missing, readable or wrong key-encryption key is 78 before a segment is written`() async throws {
            let parent = try Workspace.scratch("kek")
            let (kek, other, keys) = ("kek", "other", "keys.json")
            for (name, byte) in [(kek, "a"), (other, "b")] {
                try write(String(repeating: byte, count: 64), to: parent.appending(path: name))
            }
            func path(_ name: String) -> String { parent.appending(path: name).path }
            let made = try await transcode(["--protect", "cbcs", "--keys-out", path(keys), "--kek", path(kek)], in: parent)
            #expect(made.status == 0, "\(made)")
            #expect(try String(contentsOf: parent.appending(path: keys), encoding: .utf8).contains("A256GCM"))
            try FileManager.default.removeItem(at: parent.appending(path: "asset"))
            for (name, word) in [("absent", "No such file"), (other, "does not open")] {
                let result = try await transcode(["--protect", "cbcs", "--keys-in", path(keys), "--kek", path(name)], in: parent)
                #expect(result.status == ExitCode.configuration && result.errors.contains(word), "\(result)")
            }
            try write(String(repeating: "a", count: 64), to: parent.appending(path: kek), mode: 0o644)
            let open = try await transcode(["--protect", "cbcs", "--keys-in", path(keys), "--kek", path(kek)], in: parent)
            #expect(open.status == ExitCode.configuration && open.errors.contains("chmod 600"), "\(open)")
            #expect(try Workspace.files(below: parent) == ["kek", "keys.json", "other"])

            // Under another key from now on; what is published stays as it is.
            try write(String(repeating: "a", count: 64), to: parent.appending(path: kek))
            let rewrapped = try await Tool.sluice.run([
                "keys", "rewrap", path(keys), "--kek", path(kek), "--new-kek", path(other),
            ])
            #expect(rewrapped.status == 0, "\(rewrapped)")
            let again = try await transcode(["--protect", "cbcs", "--keys-in", path(keys), "--kek", path(other)], in: parent)
            #expect(again.status == 0, "\(again)")
        }

        @Test func `keys go to a file of the owner's, none is overwritten`() async throws {
            let parent = try Workspace.scratch("keys-out")
            let file = parent.appending(path: "keys.json")
            #expect(try await transcode(["--protect", "cbcs", "--keys-out", file.path], in: parent).status == 0)
            #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int == 0o600)
            let before = try Data(contentsOf: file)
            let again = try await transcode(["--protect", "cbcs", "--keys-out", file.path, "--force"], in: parent)
            #expect(again.status == ExitCode.cannotCreate, "\(again)")
            #expect(try Data(contentsOf: file) == before)
            // Without a name, a place that is no web server's.
            let unnamed = try await transcode(["--protect", "cbcs", "--force"], in: parent)
            #expect(unnamed.status == 0 && unnamed.errors.contains("keys: \(parent.path)/state/sluice/keys/asset-"), "\(unnamed)")
        }

        /// K9, K15 and the issue's canary: keys that are known are in no output and no file but those that ask for them.
        @Test func `no key shows anywhere`() async throws {
            let parent = try Workspace.scratch("canary")
            let keys = parent.appending(path: "keys.json")
            var secrets: [String] = []
            var entries: [String] = []
            for trackClass in ["audio", "sd", "hd"] {
                for scheme in ["cenc", "cbcs", "aes-128"] {
                    let digits = String(format: "%02x", secrets.count)
                    secrets.append("c0ffee5ec2e7badc0de0ddba11f00d\(digits)")
                    entries.append(
                        #"{"scheme":"\#(scheme)","class":"\#(trackClass)","kid":"001122334455667788990000000000\#(digits)","key":"\#(secrets.last!)"}"#
                    )
                }
            }
            try write(#"{"version":1,"keys":[\#(entries.joined(separator: ","))]}"#, to: keys)
            let options = ["--protect", "cenc", "--protect", "cbcs", "--protect", "aes-128", "--keys-in", keys.path]
            let asset = parent.appending(path: "asset")
            var output: [Data] = []
            for result in [
                try await transcode(options, in: parent, "cut-720p.mp4").succeeded(),
                // Refused, as there is an asset already.
                try await transcode(options, in: parent),
                try await Tool.sluice.run(["validate", asset.path, "--keys-in", keys.path]).succeeded(),
                try await Tool.sluice.run(["validate", asset.path, "--keys-in", keys.path, "--json"]).succeeded(),
                try await Tool.sluice.run(["inspect", asset.appending(path: "cbcs/audio/aac/und/init.mp4").path]).succeeded(),
                try await Tool.sluice.run(["inspect", keys.path]),
            ] { output += [result.output, Data(result.errors.utf8)] }
            for name in try Workspace.files(below: asset) { output.append(try Data(contentsOf: asset.appending(path: name))) }
            var hits = 0
            for secret in secrets {
                let bytes = Data(hexadecimal: secret)
                let needles = [bytes, Data(secret.utf8), Data(bytes.base64EncodedString().prefix(21).utf8)]
                for data in output { for needle in needles where data.range(of: needle) != nil { hits += 1 } }
            }
            print("canary keys in \(output.count) files and outputs: \(hits) hits")
            #expect(hits == 0 && output.count > 20)
        }

        @Test func `CPIX goes out and comes in, with a DRM service's signalling`() async throws {
            let parent = try Workspace.scratch("cpix")
            let file = parent.appending(path: "keys.xml")
            let fairPlay = Data("skd://asset".utf8).base64EncodedString()
            let made = try await transcode(
                ["--protect", "cbcs", "--cpix-out", file.path, "--pssh", "widevine:AAECAw==", "--pssh", "fairplay:\(fairPlay)"],
                in: parent)
            #expect(made.status == 0, "\(made)")
            let document = try String(contentsOf: file, encoding: .utf8)
            #expect(document.contains(#"version="2.3""#) && document.contains("PlainValue"))
            let asset = parent.appending(path: "asset")
            let playlists = try Workspace.files(below: asset).filter { $0.hasPrefix("cbcs/") && $0.hasSuffix("media.m3u8") }
            for name in playlists {
                let text = try String(contentsOf: asset.appending(path: name), encoding: .utf8)
                #expect(text.contains("KEYFORMAT=\"com.apple.streamingkeydelivery\"") && text.contains("URI=\"skd://asset\""))
                #expect(text.contains("KEYFORMAT=\"urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed\""))
            }
            let mpd = try String(contentsOf: asset.appending(path: "cbcs/manifest.mpd"), encoding: .utf8)
            #expect(mpd.contains("urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed") && !mpd.contains("94ce86fb"))

            let again = try await transcode(["--protect", "cbcs", "--cpix-in", file.path, "--force"], in: parent)
            #expect(again.status == 0, "\(again)")
            #expect(try String(contentsOf: asset.appending(path: "cbcs/manifest.mpd"), encoding: .utf8).contains("edef8ba9"))
            try write("<CPIX/>", to: file)
            let bad = try await transcode(["--protect", "cbcs", "--cpix-in", file.path, "--force"], in: parent)
            #expect(bad.status == ExitCode.configuration && bad.errors.contains("ContentKeyList"), "\(bad)")
        }

        @Test func `a clear lead and key periods are what the manifests say`() async throws {
            let parent = try Workspace.scratch("periods")
            let keys = parent.appending(path: "keys.json")
            let preset = parent.appending(path: "short.yaml")
            let web = try await Tool.sluice.run(["presets", "mobile"]).succeeded().text
            try Data(web.replacing("gop: 2", with: "gop: 1").replacing("segment: 4", with: "segment: 1").utf8).write(to: preset)
            let made = try await transcode(
                [
                    "--protect", "cbcs", "--protect", "cenc", "--protect", "aes-128", "--clear-lead", "2", "--key-period", "3",
                    "--keys-out", keys.path, "--preset", preset.path,
                ], in: parent, "7-seconds.mp4")
            #expect(made.status == 0, "\(made)")
            let asset = parent.appending(path: "asset")
            #expect(try await Tool.sluice.run(["validate", asset.path, "--keys-in", keys.path]).status == 0)
            let all = try ProtectedAsset.keys(in: keys)
            #expect(Set(all.map(\.period)) == [0, 1, 2])
            for scheme in ["cbcs", "aes-128"] {
                let name = try #require(
                    try Workspace.files(below: asset).first { $0.hasPrefix("\(scheme)/video") && $0.hasSuffix("media.m3u8") })
                let lines = try String(contentsOf: asset.appending(path: name), encoding: .utf8).split(separator: "\n")
                // Two clear segments, one under the first key, three under each of the next.
                var key: Substring?
                var keys: [Substring?] = []
                for line in lines {
                    if line.hasPrefix("#EXT-X-KEY:"), let found = line.firstMatch(of: /URI="\/keys\/([^"]+)"/)?.1 { key = found }
                    if line.hasSuffix(".m4s") { keys.append(key) }
                }
                #expect(keys.count == 7 && keys[0] == nil && keys[1] == nil && keys[2] != nil, "\(keys)")
                #expect(Set(keys[3...5]).count == 1 && keys[3] != keys[2] && keys[6] != keys[5])
            }
        }

        @Test func `--protect-thumbnails publishes no picture, and says nothing of any`() async throws {
            let parent = try Workspace.scratch("hidden")
            let made = try await transcode(
                ["--protect", "cbcs", "--protect-thumbnails", "--keys-out", parent.appending(path: "k").path], in: parent)
            #expect(made.status == 0, "\(made)")
            let files = try Workspace.files(below: parent.appending(path: "asset"))
            #expect(!files.contains { $0.hasSuffix(".jpg") || $0.hasPrefix("thumbnails") })
            for name in ["master.m3u8", "manifest.mpd"] {
                let text = try String(contentsOf: parent.appending(path: "asset/cbcs/\(name)"), encoding: .utf8)
                #expect(!text.contains("thumbnails") && !text.contains("image"))
            }
        }

        @Test func `tokens are made, good for what they say, and refused for the rest`() async throws {
            let folder = try Workspace.scratch("tokens")
            for algorithm in ["EdDSA", "HS256"] {
                let key = folder.appending(path: "\(algorithm).jwk").path
                let made = try await Tool.sluice.run(["token", "key", key, "--algorithm", algorithm]).succeeded()
                #expect(made.text.isEmpty == (algorithm == "HS256") && !made.text.contains("\"d\""))
                let token = try await Tool.sluice.run(
                    ["token", "issue", "--key", key, "--asset", "clip", "--subject", "me", "--class", "sd", "--class", "audio"])
                    .succeeded().text
                let file = folder.appending(path: "token")
                try Data(token.utf8).write(to: file)
                func verify(_ options: [String]) async throws -> ToolResult {
                    try await Tool(executable: "sh").run(
                        ["-c", "\"$0\" \"$@\" < \(file.path)", Tool.sluice.executable, "token", "verify", "--key", key] + options)
                }
                let good = try await verify(["--asset", "clip", "--class", "sd"])
                #expect(good.status == 0 && good.text.contains("good for me"), "\(good)")
                for options in [
                    ["--asset", "other"], ["--asset", "clip", "--class", "hd"], ["--asset", "clip", "--audience", "x"],
                ] {
                    let bad = try await verify(options)
                    #expect(bad.status == ExitCode.inputRejected && !bad.errors.contains(token), "\(bad)")
                }
                #expect(try await Tool.sluice.run(["token", "key", key]).status == ExitCode.cannotCreate)
            }
            let usage = try await Tool.sluice.run([
                "token", "issue", "--key", "x", "--asset", "a", "--subject", "s", "--life", "601",
            ])
            #expect(usage.status == ExitCode.usage, "\(usage)")
            let missing = try await Tool.sluice.run([
                "token", "issue", "--key", folder.path + "/no", "--asset", "a", "--subject", "s",
            ])
            #expect(missing.status == ExitCode.configuration, "\(missing)")
        }
    }
}
