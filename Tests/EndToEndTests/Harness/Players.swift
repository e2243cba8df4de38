import Foundation

/// What a player did with an asset that a loopback server gave it.
struct Playback: Sendable, CustomStringConvertible {
    /// Empty when it played to the end.
    var complaint: String
    /// Seconds at the end of the last frame shown.
    var position: Double
    var frames: Int
    var width: Int
    var height: Int
    /// Whether any sound was decoded.
    var hasSound: Bool
    /// Files that were asked for and are not there.
    var missing: [String]

    var description: String {
        "\(complaint.isEmpty ? "played" : complaint), \(width)×\(height), \(frames) frames to \(position) s, missing: \(missing)"
    }
}

enum Player {
    private static let serve = Tool(executable: Workspace.root.appending(path: "Fixtures/serve").path)

    /// GStreamer's playbin3 with its second-generation demuxers, as fast as it can.
    ///
    /// hlsdemux2 of GStreamer 1.22 may reach the end of an asset of one segment before it has shown its pad, and then gives up with
    /// the words below. It is asked again then, and only then: any other complaint counts at once.
    static func gstreamer(_ folder: URL, _ manifest: String) async throws -> Playback {
        var playback = try await gstreamerOnce(folder, manifest)
        for attempt in 2...20 where playback.complaint.contains("Couldn't download fragments") && playback.missing.isEmpty {
            print("\(folder.lastPathComponent)/\(manifest): GStreamer lost the race with its own pad, attempt \(attempt)")
            playback = try await gstreamerOnce(folder, manifest)
        }
        return playback
    }

    private static func gstreamerOnce(_ folder: URL, _ manifest: String) async throws -> Playback {
        let ranks = ["hlsdemux2", "dashdemux2"].map { "\($0):MAX" }.joined(separator: ",")
        let result = try await serve.run(
            [
                folder.path, "60", "gst-launch-1.0", "-v", "playbin3", "uri={origin}/\(manifest)",
                "video-sink=fakesink name=picture sync=false silent=false",
                "audio-sink=fakesink name=sound sync=false silent=false",
            ], within: 70, environment: ["GST_PLUGIN_FEATURE_RANK": ranks, "NO_COLOR": "1"])
        let pictures = result.lines.filter { $0.contains("chain") && $0.contains("(picture:sink)") }
        // Of any pad on the way to the screen: now and then GStreamer does not tell of the very last one's.
        let caps = result.lines.last { $0.contains("GstPlaySink") && $0.contains(": caps = video/x-raw,") } ?? ""
        let ended = result.status == 0 && result.text.contains("Got EOS")
        let demuxer = manifest.hasSuffix(".mpd") ? "GstDashDemux2" : "GstHLSDemux2"
        let complaint =
            !ended || result.text.contains("ERROR") || result.errors.contains("ERROR")
            ? "no end of stream: \(result)" : result.text.contains(demuxer) ? "" : "not played by \(demuxer)"
        return Playback(
            complaint: complaint, position: pictures.map(end).max() ?? 0, frames: pictures.count,
            width: caps.firstMatch(of: /width=\(int\)([0-9]+)/).flatMap { Int($0.1) } ?? 0,
            height: caps.firstMatch(of: /height=\(int\)([0-9]+)/).flatMap { Int($0.1) } ?? 0,
            hasSound: result.lines.contains { $0.contains("chain") && $0.contains("(sound:sink)") }, missing: missing(result))
    }

    /// Seconds at which a buffer that fakesink printed stops being shown.
    private static func end(of line: Substring) -> Double {
        func seconds(_ key: String) -> Double {
            guard let range = line.range(of: "\(key): ") else { return 0 }
            let fields = line[range.upperBound...].prefix { $0 != "," }.split(separator: ":").compactMap { Double($0) }
            return fields.count == 3 ? fields[0] * 3600 + fields[1] * 60 + fields[2] : 0
        }
        return seconds("pts") + seconds("duration")
    }

    /// Headless Chromium with its own HLS player, in real time.
    static func chromium(_ folder: URL, _ playlist: String = "master.m3u8", within seconds: Int = 60) async throws -> Playback {
        struct Report: Decodable {
            let outcome: String
            let position: Double
            let width: Int
            let height: Int
            let frames: Int
            let audioBytes: Int
        }
        let (line, result) = try await chromiumReport(folder, page: ".player?\(playlist)", within: seconds)
        guard let line else {
            return Playback(
                complaint: "no report: \(result)", position: 0, frames: 0, width: 0, height: 0, hasSound: false,
                missing: missing(result))
        }
        let report = try JSONDecoder().decode(Report.self, from: line)
        return Playback(
            complaint: report.outcome == "ended" ? "" : report.outcome, position: report.position, frames: report.frames,
            width: report.width, height: report.height, hasSound: report.audioBytes > 0, missing: missing(result))
    }

    /// The JSON that a page posts in the end which headless Chromium opens.
    static func chromiumReport(_ folder: URL, page: String, within seconds: Int = 60) async throws -> (Data?, ToolResult) {
        let profile = try Workspace.scratch("chromium")
        let result = try await serve.run(
            [
                folder.path, String(seconds), "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--mute-audio",
                "--autoplay-policy=no-user-gesture-required", "--no-first-run", "--disable-background-networking",
                "--user-data-dir=\(profile.path)", "{origin}/\(page)",
            ], within: seconds + 10)
        return (result.lines.first { $0.hasPrefix("{") }.map { Data($0.utf8) }, result)
    }

    private static func missing(_ result: ToolResult) -> [String] {
        result.lines.filter { $0.hasPrefix("missing ") }.map { String($0.dropFirst(8)) }
    }
}
