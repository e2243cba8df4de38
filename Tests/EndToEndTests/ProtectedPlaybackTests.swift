import Foundation
import Testing

extension EndToEnd {
    /// Chromium's own decryption, with keys that the page gets as a ClearKey licence.
    @Suite struct ProtectedPlaybackTests {
        private struct Report: Decodable {
            let outcome: String
            let position: Double
            let frames: Int
            let audioBytes: Int
            let messages: Int
            let kids: [String]
            let initDataTypes: [String]
        }

        private static let made = Task { try await ProtectedAsset.make(["--protect", "cenc", "--protect", "cbcs"]) }

        private func play(
            _ protected: ProtectedAsset, _ scheme: String, _ track: String, licence: String, sound: Bool = true
        ) async throws -> Report {
            let folder = try Workspace.scratch("served")
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: "asset"), withDestinationURL: protected.asset.folder)
            try FileManager.default.copyItem(
                at: Workspace.root.appending(path: "Tests/EndToEndTests/Pages/encrypted.html"),
                to: folder.appending(path: "page.html"))
            try Data(licence.utf8).write(to: folder.appending(path: "licence.json"))
            let profile = try Workspace.scratch("chromium")
            let query =
                "manifest=asset/\(scheme)/manifest.mpd&representation=\(track)&licence=licence.json&sound=\(sound ? "yes" : "no")"
            let result = try await Tool(executable: Workspace.root.appending(path: "Fixtures/serve").path).run(
                [
                    folder.path, "60", "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--mute-audio",
                    "--autoplay-policy=no-user-gesture-required", "--no-first-run", "--disable-background-networking",
                    "--user-data-dir=\(profile.path)", "{origin}/page.html?\(query)",
                ], within: 70)
            let line = try #require(result.lines.first { $0.hasPrefix("{") }, "\(result)")
            return try JSONDecoder().decode(Report.self, from: Data(line.utf8))
        }

        /// What a licence server answers.
        private func licence(_ protected: ProtectedAsset, _ scheme: String, wrong: Bool = false) -> String {
            let keys = protected.keys.filter { $0.scheme == scheme }.map { key in
                let id = Data(
                    stride(from: 0, to: 32, by: 2).map { start in
                        UInt8(Array(key.hexadecimalID)[start..<start + 2].map(String.init).joined(), radix: 16)!
                    }
                ).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
                return #"{"kty":"oct","kid":"\#(id)","k":"\#(wrong ? String(repeating: "A", count: 22) : key.key)"}"#
            }
            return #"{"keys":[\#(keys.joined(separator: ","))],"type":"temporary"}"#
        }

        @Test(arguments: ["cenc", "cbcs"], ["video/h264/360p", "video/av1/360p"])
        func `Chromium plays on with the right keys`(_ scheme: String, _ track: String) async throws {
            let protected = try await Self.made.value
            let report = try await play(protected, scheme, track, licence: licence(protected, scheme))
            print("Chromium, \(scheme), \(track): \(report.outcome), \(report.position) s, \(report.frames) frames")
            #expect(report.outcome == "played" && report.position > 3 && report.frames > 60 && report.audioBytes > 0, "\(report)")
            #expect(report.initDataTypes.allSatisfy { $0 == "cenc" } && report.messages > 0)
            #expect(Set(report.kids).count == 2)
        }

        @Test(arguments: ["cenc", "cbcs"], ["video/h264/360p", "video/av1/360p"])
        func `and never with wrong ones`(_ scheme: String, _ track: String) async throws {
            let protected = try await Self.made.value
            let report = try await play(protected, scheme, track, licence: licence(protected, scheme, wrong: true), sound: false)
            print("Chromium, \(scheme), \(track), wrong key: \(report.outcome), \(report.position) s, \(report.frames) frames")
            #expect(report.outcome != "played" && report.position < 1, "\(report)")
        }
    }
}
