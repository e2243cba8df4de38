import Foundation
import Testing

extension EndToEnd {
    /// Real players, over HTTP, to the end.
    @Suite struct PlaybackTests {
        /// Name, seconds, and whether there is sound.
        static let played: [(String, Double, Bool)] = [
            ("clip.mp4", 6, true), ("video-only.mp4", 3, false), ("rate-59.94.mp4", 3.003, true),
        ]

        @Test(arguments: ["master.m3u8", "manifest.mpd"], played)
        func `GStreamer plays`(_ manifest: String, _ clip: (name: String, seconds: Double, hasSound: Bool)) async throws {
            let asset = try await Assets.shared.asset(of: clip.name)
            let playback = try await Player.gstreamer(asset.folder, manifest)
            try check(playback, asset, seconds: clip.seconds, hasSound: clip.hasSound)
        }

        /// Of so few frames gst-launch prints some or none before it ends, so none are counted.
        @Test(arguments: ["master.m3u8", "manifest.mpd"], ["300-ms.mp4", "one-frame.mp4"])
        func `GStreamer gets to the end of the shortest`(_ manifest: String, _ name: String) async throws {
            let folder = try await Assets.shared.asset(of: name).folder
            let playback = try await Player.gstreamer(folder, manifest)
            #expect(playback.complaint == "")
            #expect(playback.missing == [])
        }

        @Test(arguments: played + [("300-ms.mp4", 0.3, true)])
        func `Chromium's own HLS plays`(_ clip: (name: String, seconds: Double, hasSound: Bool)) async throws {
            let asset = try await Assets.shared.asset(of: clip.name)
            let playback = try await Player.chromium(asset.folder)
            try check(playback, asset, seconds: clip.seconds, hasSound: clip.hasSound)
        }

        private func check(_ playback: Playback, _ asset: Asset, seconds: Double, hasSound: Bool) throws {
            #expect(playback.complaint == "")
            #expect(playback.missing == [])
            #expect(abs(playback.position - seconds) < 0.15, "\(playback)")
            #expect(playback.hasSound == hasSound)
            #expect(playback.frames > 0)
            let rungs = try asset.variants().map(\.resolution)
            #expect(rungs.contains([playback.width, playback.height]), "\(playback)")
        }
    }
}
