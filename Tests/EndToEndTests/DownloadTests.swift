import Foundation
import Testing

extension EndToEnd {
    /// `download.mp4`, the file that people keep.
    @Suite struct DownloadTests {
        private static func asset() async throws -> Asset {
            try await Assets.shared.asset(of: "cut-720p.mp4", ["--download"])
        }

        private static let file = "download.mp4"

        private func md5(of media: URL, stream: String) async throws -> String {
            let arguments = ["-nostdin", "-v", "error", "-i", media.path, "-map", "0:\(stream)", "-c", "copy", "-f", "framehash"]
            let text = try await Tool.ffmpeg.run(arguments + ["-hash", "md5", "-"]).succeeded().text
            // Index, times, duration, size and hash of each packet; the header names the container's time base. In HLS, ffmpeg
            // lets a track of sound begin at zero, gives its last packet another length, and has no side data.
            return text.split(separator: "\n").filter { !$0.hasPrefix("#") }
                .map { $0.split(separator: ",")[(stream == "a" ? 4 : 0)..<6].joined(separator: ",") }.joined(separator: "\n")
        }

        @Test func `holds the packets of the highest rung and of the sound, at the same times`() async throws {
            let asset = try await Self.asset()
            try await Promise.isSound(asset)
            let file = asset.folder.appending(path: Self.file)
            #expect(try await Measure.complaints(about: file) == "")
            for (stream, playlist) in [("v", "video/h264/720p"), ("a", "audio/aac/und")] {
                let ours = try await md5(of: file, stream: stream)
                #expect(ours.count > 1000)
                let theirs = try await md5(of: asset.folder.appending(path: "\(playlist)/media.m3u8"), stream: stream)
                #expect(ours == theirs, "\(playlist)")
            }
            let report = try asset.text(of: "report.json")
            #expect(report.contains("\"file\" : \"download.mp4\"") && report.contains("\"video\" : \"video/h264/720p\""))
        }

        @Test func `has its tables first and its media in order of time`() async throws {
            let file = try await Self.asset().folder.appending(path: Self.file)
            let boxes = try await Tool.sluice.run(["inspect", file.path]).succeeded().lines
            #expect(boxes.filter { !$0.hasPrefix(" ") }.map { $0.prefix(4) } == ["ftyp", "moov", "mdat"])
            for table in ["stss", "ctts", "stco"] {
                #expect(boxes.contains { $0.drop { $0 == " " }.hasPrefix(table) }, "\(table)")
            }
            let result = try await Tool.ffprobe.run([
                "-v", "error", "-show_entries", "packet=stream_index,dts_time,pos", "-of", "compact=p=0:nk=1", file.path,
            ]).succeeded()
            let packets = result.lines.map { $0.split(separator: "|").compactMap { Double($0) } }.sorted { $0[2] < $1[2] }
            var latest = [0.0, 0.0]
            for packet in packets where packet.count == 3 {
                latest[Int(packet[0])] = packet[1]
                #expect(abs(latest[0] - latest[1]) < 0.6)
            }
            #expect(packets.count > 150)
        }

        @Test func `Chromium plays it`() async throws {
            let playback = try await Player.chromium(try await Self.asset().folder, Self.file)
            #expect(playback.complaint == "" && playback.missing == [])
            #expect(abs(playback.position - 2.4) < 0.15 && playback.height == 720 && playback.hasSound, "\(playback)")
        }

        @Test func `is there only when asked for`() async throws {
            let files = try Workspace.files(below: try await Assets.shared.asset(of: "cut-720p.mp4").folder)
            #expect(!files.contains(Self.file))
        }
    }
}
