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

        private func play(_ scheme: String, _ track: String, wrongKeys: Bool = false) async throws -> Report {
            let protected = try await ProtectedAsset.shared
            let folder = try protected.served()
            try FileManager.default.copyItem(
                at: Workspace.root.appending(path: "Tests/EndToEndTests/Pages/encrypted.html"),
                to: folder.appending(path: "page.html"))
            try Data(licence(protected, scheme, wrong: wrongKeys).utf8).write(to: folder.appending(path: "licence.json"))
            let query = "manifest=asset/\(scheme)/manifest.mpd&representation=\(track)&licence=licence.json"
            let (report, result) = try await Player.chromiumReport(folder, page: "page.html?\(query)")
            return try JSONDecoder().decode(Report.self, from: try #require(report, "\(result)"))
        }

        /// What a licence server answers.
        /// - Parameter wrong: of the picture; the sound could play on.
        private func licence(_ protected: ProtectedAsset, _ scheme: String, wrong: Bool) -> String {
            let keys = protected.keys.filter { $0.scheme == scheme }.map { key in
                let value = wrong && key.class != "audio" ? Data(count: 16).base64URL : key.key
                return #"{"kty":"oct","kid":"\#(key.id.base64URL)","k":"\#(value)"}"#
            }
            return #"{"keys":[\#(keys.joined(separator: ","))],"type":"temporary"}"#
        }

        @Test(arguments: ["cenc", "cbcs"], ["video/h264/360p", "video/av1/360p"])
        func `Chromium plays on with the right keys`(_ scheme: String, _ track: String) async throws {
            let report = try await play(scheme, track)
            print("Chromium, \(scheme), \(track): \(report.outcome), \(report.position) s, \(report.frames) frames")
            #expect(report.outcome == "played" && report.position > 3 && report.frames > 60 && report.audioBytes > 0, "\(report)")
            #expect(report.initDataTypes.allSatisfy { $0 == "cenc" } && report.messages > 0)
            #expect(Set(report.kids).count == 2)
        }

        @Test(arguments: ["cenc", "cbcs"], ["video/h264/360p", "video/av1/360p"])
        func `and never with wrong ones`(_ scheme: String, _ track: String) async throws {
            let report = try await play(scheme, track, wrongKeys: true)
            print("Chromium, \(scheme), \(track), wrong key: \(report.outcome), \(report.position) s, \(report.frames) frames")
            #expect(report.outcome != "played" && report.position < 1, "\(report)")
        }
    }
}
