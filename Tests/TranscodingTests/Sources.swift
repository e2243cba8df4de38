import Foundation
import LibAV
import MediaCore
import Planning

@testable import Transcoding

/// Files whose every frame says its number: the left half's luma counts to 100, the right half's counts the hundreds.
enum NumberedFrames {
    static let size = Resolution(width: 96, height: 64)

    /// H.264 with B-frames at 25 frames a second, a keyframe every 50.
    static func file(count: Int, suffix: String = "mp4", _ options: [String] = []) throws -> String {
        try Fixture.made(
            suffix,
            [
                "-f", "lavfi", "-i",
                "color=black:size=\(size):rate=25,format=yuv420p,geq=lum='30+if(lt(X,48),2*mod(N,100),40*floor(N/100))':cb=128:cr=128",
                "-frames:v", "\(count)", "-c:v", "libx264", "-preset", "veryfast", "-qp", "4", "-threads", "1", "-g", "50",
                "-keyint_min", "50", "-sc_threshold", "0", "-bf", "3", "-b_strategy", "0", "-color_range", "tv", "-colorspace",
                "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
            ] + options)
    }

    /// The number that a decoded picture shows, from its luma rows.
    static func number(_ luma: ArraySlice<UInt8>, _ size: Resolution) -> Int {
        func mean(_ columns: Range<Int>) -> Int {
            var sum = 0
            let rows = size.height / 4..<size.height * 3 / 4
            for y in rows { for x in columns { sum += Int(luma[luma.startIndex + y * size.width + x]) } }
            return (sum + rows.count * columns.count / 2) / (rows.count * columns.count)
        }
        let low = mean(size.width / 8..<size.width * 3 / 8)
        let high = mean(size.width * 5 / 8..<size.width * 7 / 8)
        return (low - 30 + 1) / 2 + (high - 30 + 20) / 40 * 100
    }
}

func scan(_ path: String) throws -> SourceInfo {
    try withDescriptor(path) { descriptor in try PacketScanner(descriptor: descriptor) { _ in }.scan() }
}

extension VideoPlan {
    /// A plan over what was scanned: GOPs and segments of `gopFrames`, chunks that end after these segments.
    init(
        _ track: SourceVideoTrack, rate: FrameRate = FrameRate(25), frameCount: Int, gopFrames: Int = 25, chunkEnds: [Int]? = nil,
        origin: MediaTime, rungs: [Resolution], frameInterval: Int = 25
    ) {
        let grid = SegmentGrid(frameCount: frameCount, gopFrames: gopFrames, gopsPerSegment: 1)
        var chunks: [Chunk] = []
        for end in chunkEnds ?? [grid.segmentCount] {
            let first = chunks.last?.endSegment ?? 0
            let frames = grid.frames(ofSegments: first..<end)
            let start = origin + rate.time(ofFrame: frames.start)
            chunks.append(
                Chunk(
                    index: chunks.count, firstSegment: first, endSegment: end, frames: frames,
                    accessPoint: first == 0 ? nil : track.accessPoints.last { $0.presentationTime <= start }))
        }
        self.init(
            streamIndex: track.streamIndex, frameRate: rate, decode: .parallel, decoderThreads: 2, orientation: track.orientation,
            sourceColor: track.color,
            renditions: rungs.map {
                VideoRendition(
                    track: TrackID("video/h264/\($0.height)p"), name: "\($0.height)p", codec: .h264, resolution: $0,
                    encoderPreset: "superfast", crfHundredths: 800, maxRate: 4_000_000, bufferSize: 8_000_000,
                    steering: $0 == rungs.last ? .leads : .follows)
            }, grid: grid, chunks: chunks,
            thumbnails: ThumbnailPlan(
                frameInterval: frameInterval, count: (frameCount + frameInterval - 1) / frameInterval,
                tile: rungs[rungs.count - 1], columns: 5, rows: 5,
                poster: rungs[0]))
    }
}

extension RecordingSink.Record {
    /// The luma planes of a picture track, decoded by ffmpeg, in the order in which they show.
    func decodedLuma(_ rendition: VideoRendition) throws -> [[UInt8]] {
        var stream: [UInt8] = []
        func append(_ unit: some Sequence<UInt8>) { stream += [0, 0, 0, 1] + unit }
        if case .avc(let sps, let pps)? = configurations[rendition.track]?.first { for unit in sps + pps { append(unit) } }
        for sample in samples[rendition.track] ?? [] {
            var offset = 0
            while offset + 4 <= sample.payload.count {
                let length = sample.payload[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
                append(sample.payload[offset + 4..<offset + 4 + length])
                offset += 4 + length
            }
        }
        let file = FileManager.default.temporaryDirectory.appending(path: "sluice-\(UUID().uuidString).h264")
        try Data(stream).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let decoded = try FFmpeg.run([
            "-i", file.path, "-vsync", "passthrough", "-pix_fmt", "gray", "-vf", "extractplanes=y", "-f", "rawvideo", "-",
        ])
        let size = rendition.resolution.pixelCount
        return stride(from: 0, to: decoded.count - size + 1, by: size).map { Array(decoded[$0..<$0 + size]) }
    }

    /// The numbers that its frames show.
    func numbers(_ rendition: VideoRendition) throws -> [Int] {
        try decodedLuma(rendition).map { NumberedFrames.number($0[...], rendition.resolution) }
    }
}
