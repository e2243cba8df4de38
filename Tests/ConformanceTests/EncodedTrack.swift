import Bitstream
import Foundation
import ISOBMFF
import MediaCore
import Synchronization

/// Samples of one track made by Debian's `ffmpeg`, in decoding order.
struct EncodedTrack: Sendable {
    struct Sample: Sendable {
        /// Ticks of the container's timescale; audio begins below zero by its priming.
        let presentationTime: Int64
        var bytes: [UInt8]
        let isSync: Bool
    }

    var samples: [Sample]
    let configuration: CodecConfiguration

    /// H.264 with B-frames; the timescale is the frame rate's.
    static func video(
        size: Resolution, frameRate: FrameRate, frames: Int, gop: Int, filter: String, x264: String, profile: String
    )
        throws -> EncodedTrack
    {
        try encoded([
            "-f", "lavfi", "-i", "testsrc2=size=\(size.width)x\(size.height):rate=\(frameRate)", "-frames:v", "\(frames)", "-vf",
            "\(filter),format=yuv420p", "-c:v", "libx264", "-preset", "veryfast", "-profile:v", profile, "-g", "\(gop)",
            "-keyint_min", "\(gop)", "-sc_threshold", "0", "-bf", "2", "-x264-params", x264, "-video_track_timescale",
            "\(frameRate.timescale)",
        ])
    }

    /// HEVC with B-frames; the timescale is the frame rate's.
    static func hevc(
        size: Resolution, frameRate: FrameRate, frames: Int, gop: Int, profile: String, transfer: Int
    ) throws -> EncodedTrack {
        let format = profile == "main10" ? "yuv420p10le" : "yuv420p"
        return try encoded([
            "-f", "lavfi", "-i", "testsrc2=size=\(size.width)x\(size.height):rate=\(frameRate)", "-frames:v", "\(frames)", "-vf",
            "setsar=1,format=\(format)", "-c:v", "libx265", "-preset", "ultrafast", "-profile:v", profile, "-tag:v", "hvc1",
            "-x265-params",
            "keyint=\(gop):min-keyint=\(gop):scenecut=0:open-gop=0:bframes=2:info=0:log-level=none:pools=none:"
                + "colorprim=\(transfer == 1 ? 1 : 9):transfer=\(transfer):colormatrix=\(transfer == 1 ? 1 : 9):range=limited",
            "-video_track_timescale", "\(frameRate.timescale)",
        ])
    }

    /// AV1; the timescale is the frame rate's.
    static func av1(size: Resolution, frameRate: FrameRate, frames: Int, gop: Int) throws -> EncodedTrack {
        try encoded([
            "-f", "lavfi", "-i", "testsrc2=size=\(size.width)x\(size.height):rate=\(frameRate)", "-frames:v", "\(frames)", "-vf",
            "setsar=1,format=yuv420p", "-c:v", "libsvtav1", "-preset", "12", "-g", "\(gop)", "-svtav1-params", "lp=1",
            "-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv",
            "-video_track_timescale", "\(frameRate.timescale)",
        ])
    }

    /// AAC-LC in stereo at 48 kHz.
    static func audio(seconds: Double) throws -> EncodedTrack {
        try encoded([
            "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=\(seconds)", "-ac", "2", "-c:a", "aac", "-b:a",
            "96k",
        ])
    }

    static func picture(_ size: Resolution) throws -> [UInt8] {
        try withOutput(
            of: ["-f", "lavfi", "-i", "testsrc2=size=\(size.width)x\(size.height)", "-frames:v", "1", "-f", "mjpeg"],
            name: "picture.jpg"
        ) { [UInt8](try Data(contentsOf: $0)) }
    }

    /// Each track is encoded once.
    private static let cache = Mutex<[[String]: EncodedTrack]>([:])

    private static func encoded(_ arguments: [String]) throws -> EncodedTrack {
        try cache.withLock { cache in
            if let track = cache[arguments] { return track }
            let track = try withOutput(of: arguments, name: "track.mp4", read)
            cache[arguments] = track
            return track
        }
    }

    private static func read(_ file: URL) throws -> EncodedTrack {
        let bytes = [UInt8](try Data(contentsOf: file))
        let packets = try run(
            "ffprobe", ["-v", "error", "-show_entries", "packet=pts,size,pos,flags", "-of", "compact=p=0", file.path])
        let samples = packets.split(separator: "\n").map { line in
            let fields = Dictionary(
                uniqueKeysWithValues: line.split(separator: "|").map { field in
                    let parts = field.split(separator: "=").map(String.init)
                    return (parts[0], parts[1])
                })
            let start = Int(fields["pos"]!)!
            return Sample(
                presentationTime: Int64(fields["pts"]!)!, bytes: Array(bytes[start..<start + Int(fields["size"]!)!]),
                isSync: fields["flags"]!.hasPrefix("K"))
        }
        let entries = try BoxReader.read(ByteSource(bytes)).first(along: ["moov", "trak", "mdia", "minf", "stbl", "stsd"])!
            .children
        switch entries[0].type {
        case "avc1":
            let record = try AVCDecoderConfigurationRecord(parsing: entries[0].first("avcC")!.fields)
            return EncodedTrack(
                samples: samples, configuration: .avc(sps: record.sequenceParameterSets, pps: record.pictureParameterSets))
        case "hvc1":
            let record = try HEVCDecoderConfigurationRecord(parsing: entries[0].first("hvcC")!.fields)
            return EncodedTrack(
                samples: samples,
                configuration: .hevc(
                    vps: record.units(of: .videoParameterSet), sps: record.units(of: .sequenceParameterSet),
                    pps: record.units(of: .pictureParameterSet)))
        case "av01":
            // FFmpeg's av1C holds what SVT-AV1 said before it had settled everything.
            let first = samples[0].bytes
            let header = try AV1OBU.split(first.span.bytes).first { $0.type == .sequenceHeader }!
            return EncodedTrack(samples: samples, configuration: .av1(sequenceHeader: Array(first[header.range])))
        default:
            let config = try AudioSampleEntryFields(entries[0]).descriptor!.audioSpecificConfig
            return EncodedTrack(samples: samples, configuration: .aac(audioSpecificConfig: config))
        }
    }

    private static func withOutput<Result>(
        of arguments: [String], name: String, _ body: (URL) throws -> Result
    ) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sluice-encode-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: name)
        _ = try run("ffmpeg", ["-v", "error", "-nostdin"] + arguments + [file.path])
        return try body(file)
    }

    private static func run(_ tool: String, _ arguments: [String]) throws -> String {
        struct Failure: Error { let command: [String] }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/\(tool)")
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(command: [tool] + arguments) }
        return String(decoding: text, as: UTF8.self)
    }
}
