import Foundation
import Testing

/// A real upload, where there are some beside the package, and what their README says becomes of it.
struct CorpusFile: Sendable, CustomTestStringConvertible {
    let name: String
    /// Width and height of the top rendition; empty for sound alone.
    var size: [Int] = []
    /// Frame rates that its measured one may be snapped to.
    var rates: [Double] = []
    var rungs = 0
    var hasSound = true
    var outcome = "published"
    /// Kinds of finding that the report names, among others.
    var findings: Set<String> = []
    /// By the README; nil where it says nothing.
    var seconds: Double?
    /// PQ or HLG. How such a picture has to look is for the tests of tone mapping, so its outcome may be either published one here.
    var isHDR = false
    /// Least SSIM against ffmpeg's rendering.
    var similarity = 0.95
    /// Made with one small rung, for what does not depend on the ladder.
    var isSmall = false
    /// Files that are joined to make it.
    var parts: [String] = []

    var testDescription: String { name }
    var hasPicture: Bool { !size.isEmpty }

    private static let warned = "published with warnings"
    private static let ntsc = [30000.0 / 1001]
    private static let broadcast = (0...3).map { "ChID_voices_1280x720p_25fps_h264_6ch_256kbps_ddp_sub_000\($0).ts" }

    static let all: [CorpusFile] =
        phones + highDynamicRange + tracks + damaged + formats
        + broadcast.map {
            CorpusFile(name: $0, size: [1280, 720], rates: [25], rungs: 3, findings: ["soundConverted"], seconds: 6)
        }
        + [
            CorpusFile(name: "ChID.ts", size: [1280, 720], rates: [25], rungs: 3, seconds: 24, parts: broadcast),
            // Quiet and wild scenes: its peak is above twice its average.
            CorpusFile(name: "bench-clip.mp4", size: [1920, 1080], rates: [30], rungs: 4, outcome: warned),
            CorpusFile(
                name: "long_1080p_lowbitrate.mp4", size: [640, 360], rates: [30], rungs: 1, seconds: 363, isSmall: true),
        ]

    private static let phones = [
        CorpusFile(name: "portrait_4k60.mp4", size: [2160, 3840], rates: [60], rungs: 6, findings: ["turned"], seconds: 0.3),
        CorpusFile(name: "internal_emulator_transformer_output.mp4", size: [1280, 720], rates: ntsc, rungs: 3, seconds: 4.97),
        CorpusFile(
            name: "internal_emulator_transformer_output_270_rotated.mp4", size: [720, 1280], rates: ntsc, rungs: 3,
            findings: ["turned"], seconds: 4.97),
        CorpusFile(name: "sample_rotate_and_reflect.mp4", size: [720, 1080], rates: ntsc, rungs: 3, findings: ["turned"]),
        CorpusFile(name: "sample_portrait.mp4", size: [720, 1080], rates: ntsc, rungs: 3),
        CorpusFile(
            name: "pixel7_videoOnly_cleaned.mp4", size: [1920, 1080], rates: ntsc + [30], rungs: 4, hasSound: false,
            findings: ["turned", "noAudio"]),
        CorpusFile(
            name: "sample_android_slow_motion.mp4", size: [1280, 720], rates: [30], rungs: 3, hasSound: false, seconds: 0.53),
        CorpusFile(name: "trim_optimization_failure.mp4", size: [518, 488], rates: ntsc + [30], rungs: 2),
        // Grain that took 20 Mbit/s, against 5 at CRF 23.
        CorpusFile(
            name: "video_dovi_1920x1080_60fps_dvav_09.mp4", size: [1920, 1080], rates: [60000 / 1001], rungs: 4, hasSound: false,
            seconds: 1.3, similarity: 0.92),
    ]

    private static let highDynamicRange = [
        CorpusFile(name: "hlg10-color-test.mp4", size: [1920, 1080], rates: [30], rungs: 4, seconds: 0.3, isHDR: true),
        CorpusFile(
            name: "sample_edit_list.mp4", size: [1080, 1920], rates: ntsc, rungs: 4, findings: ["turned"], seconds: 2.548,
            isHDR: true),
        CorpusFile(
            name: "dolbyVision-hdr.MOV", size: [720, 1280], rates: [30], rungs: 3, findings: ["turned", "privateTagsDropped"],
            seconds: 0.1, isHDR: true),
        CorpusFile(name: "hdr10-video-with-sdr-container.mp4", size: [1920, 1080], rates: [30], rungs: 4, isHDR: true),
        CorpusFile(name: "hdr10-av1.mp4", size: [720, 1280], rates: ntsc, rungs: 3, seconds: 4.24, isHDR: true),
    ]

    private static let tracks = [
        CorpusFile(
            name: "iibbibb_editlist_videoonly.mp4", size: [704, 576], rates: [1], rungs: 2, hasSound: false,
            findings: ["noAudio"], seconds: 12.5),
        CorpusFile(
            name: "edit_list_positive_shift.mp4", size: [1920, 1080], rates: [30], rungs: 4, findings: ["videoStartHeld"],
            seconds: 10),
        CorpusFile(name: "sample_empty_track.mp4", size: [1080, 720], rates: ntsc, rungs: 3),
        CorpusFile(
            name: "sample_video_only.mp4", size: [1080, 720], rates: ntsc, rungs: 3, hasSound: false, findings: ["noAudio"]),
        CorpusFile(
            name: "sample_shorter_audio.mp4", size: [320, 240], rates: [60], rungs: 1, findings: ["audioTailFilled"], seconds: 1.2
        ),
        CorpusFile(
            name: "pixel-motion-photo-2-hevc-tracks.mp4", size: [768, 1024], rates: [30], rungs: 3, hasSound: false,
            findings: ["turned", "furtherPicturesDropped", "frameRateMadeConstant"]),
        CorpusFile(
            name: "mv_with_2_top_shots.mp4", size: [1080, 1440], rates: [30], rungs: 4, hasSound: false, findings: ["turned"]),
        // Three pictures of 54 Mbit/s.
        CorpusFile(
            name: "h265_with_metadata_track.mp4", size: [1080, 1920], rates: ntsc, rungs: 4,
            outcome: warned, findings: ["turned", "audioGapsFilled"], similarity: 0.92),
    ]

    private static let damaged = [
        CorpusFile(
            name: "sample_missing_stsd.mp4", size: [1080, 720], rates: ntsc, rungs: 3, hasSound: false, outcome: warned,
            findings: ["audioUndecodable"]),
        CorpusFile(
            name: "sample_mdat_too_long.mp4", size: [1080, 720], rates: ntsc, rungs: 3, outcome: warned,
            findings: ["lengthOverstated"]),
        CorpusFile(
            name: "sample_with_invalid_nalu.mp4", size: [1080, 720], rates: ntsc, rungs: 3, hasSound: false, outcome: warned,
            findings: ["damagedFrames"]),
        CorpusFile(
            name: "sample_fragmented.mp4", size: [1080, 720], rates: ntsc, rungs: 3, findings: ["durationDisbelieved"], seconds: 1
        ),
    ]

    private static let formats = [
        CorpusFile(name: "sample.mp4", size: [1080, 720], rates: ntsc, rungs: 3),
        CorpusFile(name: "sample_twos_pcm.mp4", size: [1080, 720], rates: ntsc, rungs: 3),
        CorpusFile(name: "sample_12_5fps_720p_1s.mp4", size: [1280, 720], rates: [12.5, 25], rungs: 3),
        CorpusFile(
            name: "sample_with_increasing_timestamps_320w_240h_5s.mp4", size: [320, 240], rates: [60], rungs: 1, seconds: 5),
        CorpusFile(name: "sample.avi", size: [960, 400], rates: [24000 / 1001], rungs: 1),
        CorpusFile(
            name: "bbb_642x642_768kbps_30fps_vp9.webm", size: [642, 642], rates: [30], rungs: 2, hasSound: false),
        CorpusFile(
            name: "bbb_2500ms.ts", size: [1920, 1080], rates: [24], rungs: 4, outcome: warned, findings: ["audioGapsFilled"]),
        CorpusFile(name: "bt601.mov", size: [640, 428], rates: ntsc, rungs: 1),
        CorpusFile(name: "sample_audio_only.mp4", findings: ["audioOnly"]),
        CorpusFile(name: "sample_ac3.mp4", findings: ["audioOnly"]),
        CorpusFile(name: "sample_opus.mp4", findings: ["audioOnly"]),
        CorpusFile(name: "sample_alac.mp4", findings: ["audioOnly"]),
    ]

    /// The file, made where it is a joined one.
    func url() async throws -> URL {
        let corpus = try #require(Workspace.corpus)
        if parts.isEmpty && name != "bench-clip.mp4" { return corpus.appending(path: name) }
        let made = Workspace.root.appending(path: ".build/fixtures/\(name)")
        guard !FileManager.default.fileExists(atPath: made.path) else { return made }
        let scratch = try Workspace.scratch("corpus").appending(path: name)
        if parts.isEmpty {
            let tool = Tool(executable: corpus.appending(path: "../tools/bench-clip").path)
            _ = try await tool.run([scratch.path], within: 600).succeeded()
        } else {
            try Data(try parts.map { try Data(contentsOf: corpus.appending(path: $0)) }.joined()).write(to: scratch)
        }
        try FileManager.default.createDirectory(at: made.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.moveItem(at: scratch, to: made)
        return made
    }

    /// What `sluice transcode` is given beside the file.
    func arguments() throws -> [String] {
        guard isSmall else { return [] }
        // The same file for the same arguments, by which assets are kept.
        let preset = Workspace.root.appending(path: ".build/fixtures/small.yaml")
        try FileManager.default.createDirectory(at: preset.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("name: small\nladder:\n  - { shortSide: 360, maxRate: 900k }\n".utf8).write(to: preset)
        return ["--preset", preset.path]
    }

    func asset() async throws -> Asset { try await Assets.shared.asset(of: try await url(), try arguments()) }
}
