import MediaCore

@testable import Planning

/// Times in seconds and sources for tests, as a packet scan would report them.
func seconds(_ value: Int64, per timescale: Int32 = 1) -> MediaTime { MediaTime(ticks: value, timescale: timescale) }

extension SourceVideoTrack {
    /// `count` frames, `interval` ticks of `timescale` apart, keyframes every `keyframes` frames.
    static func regular(
        _ size: Resolution = Resolution(width: 1920, height: 1080), streamIndex: Int = 0, count: Int = 300,
        interval: Int64 = 1001,
        timescale: Int32 = 30000, keyframes: Int = 60, start: Int64 = 0, isTrusted: Bool = true
    ) -> SourceVideoTrack {
        SourceVideoTrack(
            streamIndex: streamIndex, codec: "h264", size: size, color: .bt709, pixelFormat: "yuv420p", frameCount: count,
            start: MediaTime(ticks: start, timescale: timescale),
            end: MediaTime(ticks: start + Int64(count) * interval, timescale: timescale),
            medianInterval: MediaTime(ticks: count > 1 ? interval : 0, timescale: timescale),
            accessPoints: stride(from: 0, to: count, by: keyframes).map {
                let time = MediaTime(ticks: start + Int64($0) * interval, timescale: timescale)
                return AccessPoint(presentationTime: time, decodeTime: time, packetIndex: $0)
            }, hasTrustedRandomAccess: isTrusted)
    }
}

extension SourceAudioTrack {
    /// Times in milliseconds.
    static func regular(
        streamIndex: Int = 1, start: Int64 = 0, end: Int64 = 10_010, isDecodable: Bool = true, isDefault: Bool = true,
        language: String = "und", codec: String = "aac"
    ) -> SourceAudioTrack {
        SourceAudioTrack(
            streamIndex: streamIndex, codec: codec, isDecodable: isDecodable, sampleRate: 44_100, channelCount: 2,
            language: language, isDefault: isDefault, start: MediaTime(ticks: start, timescale: 1000),
            end: MediaTime(ticks: end, timescale: 1000))
    }
}

extension SourceInfo {
    init(_ video: [SourceVideoTrack], _ audio: [SourceAudioTrack] = [], others: Int = 0) {
        self.init(
            container: "mov", fileSize: 1 << 20, video: video, audio: audio, otherStreamCount: others, findings: [])
    }
}

extension Preset {
    /// The rates of the `web` ladder.
    static let web = Preset(
        name: "web", summary: "Web",
        rungs: [(360, 900), (540, 1800), (720, 3200), (1080, 6000), (1440, 10_000), (2160, 18_000)].map {
            Rung(shortSide: $0.0, maxRate: $0.1 * 1000)
        })
}
