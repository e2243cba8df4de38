import MediaCore
import Presentation

/// Presentations as the packager would hand them over, made by arithmetic: the same cuts, edit list and tail rules.
enum SampleAsset {
    /// Three rungs at 29.97 frames a second with sound and thumbnails; 18.05 s, so the last segment and the last sheet are odd.
    static let ntsc: Presentation = {
        let rate = FrameRate(30000, 1001)
        return Presentation(
            duration: rate.time(ofFrame: 541),
            video: [
                video("1080p", Resolution(width: 1920, height: 1080), rate, frames: 541, bytesPerFrame: 20_000),
                video("540p", Resolution(width: 960, height: 540), rate, frames: 541, bytesPerFrame: 7000),
                video("360p", Resolution(width: 640, height: 360), rate, frames: 541, bytesPerFrame: 2500),
            ],
            audio: [audio(endingWith: rate.time(ofFrame: 541))],
            thumbnails: ThumbnailTrack(
                interval: rate.time(ofFrame: 60), tile: Resolution(width: 160, height: 90), columns: 2, rows: 2, count: 10,
                sheets: [
                    SpriteSheet(number: 1, byteCount: 21_000), SpriteSheet(number: 2, byteCount: 23_456),
                    SpriteSheet(number: 3, byteCount: 9000),
                ]))
    }()

    /// The same with two rungs of HEVC and one of AV1 beside it.
    static let codecs: Presentation = {
        let (rate, small) = (FrameRate(30000, 1001), Resolution(width: 640, height: 360))
        var asset = ntsc
        asset.video += [
            video(
                "1080p", Resolution(width: 1920, height: 1080), rate, frames: 541, bytesPerFrame: 9000,
                codec: ("hevc", "hvc1.1.6.L120.90")),
            video("360p", small, rate, frames: 541, bytesPerFrame: 1500, codec: ("hevc", "hvc1.1.6.L63.90")),
            video("360p", small, rate, frames: 541, bytesPerFrame: 1200, codec: ("av1", "av01.0.01M.08")),
        ]
        return asset
    }()

    /// Nine frames, one rung, no sound: one segment of 0.3 s.
    static let shortSilent: Presentation = {
        let rate = FrameRate(30)
        return Presentation(
            duration: rate.time(ofFrame: 9),
            video: [video("240p", Resolution(width: 320, height: 240), rate, frames: 9, bytesPerFrame: 1500)], audio: [],
            thumbnails: ThumbnailTrack(
                interval: rate.time(ofFrame: 60), tile: Resolution(width: 120, height: 90), columns: 5, rows: 5, count: 1,
                sheets: [SpriteSheet(number: 1, byteCount: 2000)]))
    }()

    /// GOPs of 2 s and segments of 4 s rounded to frames; a tail shorter than half a segment joins its predecessor.
    static func video(
        _ name: String, _ resolution: Resolution, _ rate: FrameRate, frames: Int, bytesPerFrame: Int,
        codec: (folder: String, string: String) = ("h264", "avc1.64001F")
    ) -> VideoTrack {
        let gop = rate.frameCount(in: MediaTime(ticks: 2, timescale: 1))
        let count = max(1, frames / (2 * gop) + (frames % (2 * gop) >= gop ? 1 : 0))
        let tick = Int64(rate.frameDuration)
        let segments = (0..<count).map { index in
            let first = index * 2 * gop
            let end = index == count - 1 ? frames : first + 2 * gop
            var offset = 24
            let fragments = stride(from: first, to: end, by: gop).map { start in
                let length = min(gop, end - start)
                // Sizes that vary from one fragment to the next.
                let bytes = bytesPerFrame * length * (80 + start * 7 % 41) / 100
                defer { offset += bytes }
                return FragmentRecord(
                    offset: offset, byteCount: bytes, start: Int64(start) * tick, duration: Int64(length) * tick,
                    keyframeByteCount: 600 + bytesPerFrame * 4)
            }
            return SegmentRecord(
                number: index + 1, start: Int64(first) * tick, duration: Int64(end - first) * tick, byteCount: offset,
                fragments: fragments)
        }
        let media = TrackMedia(
            id: TrackID("video/\(codec.folder)/\(name)"), timescale: rate.timescale, codecs: codec.string, initByteCount: 800,
            segments: segments)
        return VideoTrack(media: media, resolution: resolution, frameRate: rate, name: name)
    }

    /// 48 kHz stereo with one frame of priming: segments end at the AAC frame nearest each multiple of 4.004 s.
    static func audio(endingWith duration: MediaTime, language: String = "und", name: String = "Audio") -> AudioTrack {
        let total = duration.ticks(timescale: 48_000)
        var ends: [Int64] = []
        while (ends.last ?? 0) < total {
            let next = Int64(ends.count + 1) * 192_192
            ends.append(next + 96_096 > total ? total : next)
        }
        let frameEnds = ends.map { ($0 + 512) / 1024 * 1024 + 1024 }
        var start: Int64 = 0
        let segments = frameEnds.enumerated().map { index, end in
            defer { start = end }
            let bytes = 64_000 + index * 500
            return SegmentRecord(
                number: index + 1, start: start, duration: end - start, byteCount: bytes + 24,
                fragments: [
                    FragmentRecord(
                        offset: 24, byteCount: bytes, start: start, duration: end - start, keyframeByteCount: 900)
                ])
        }
        let media = TrackMedia(
            id: TrackID("audio/aac/\(language)"), timescale: 48_000, codecs: "mp4a.40.2", initByteCount: 700, segments: segments)
        return AudioTrack(
            media: media, language: language, name: name, channelCount: 2, sampleRate: 48_000, primingTicks: 1024)
    }
}
