import Foundation
import Testing

/// A real upload, where there are some beside the package.
struct CorpusFile: Sendable, CustomTestStringConvertible {
    let name: String
    /// Width and height of the top rendition.
    let size: [Int]
    /// Frame rates that its measured one may be snapped to.
    let rates: [Double]
    var rungs: Int
    var hasSound = true
    var options: [String] = []
    /// Files that are joined to make it.
    var parts: [String] = []

    var testDescription: String { name }

    private static let ntsc = [30000.0 / 1001]

    static let all: [CorpusFile] = [
        CorpusFile(name: "portrait_4k60.mp4", size: [2160, 3840], rates: [60], rungs: 6),
        CorpusFile(name: "internal_emulator_transformer_output.mp4", size: [1280, 720], rates: ntsc, rungs: 3),
        CorpusFile(name: "internal_emulator_transformer_output_270_rotated.mp4", size: [720, 1280], rates: ntsc, rungs: 3),
        CorpusFile(name: "sample.mp4", size: [1080, 720], rates: ntsc, rungs: 3),
        CorpusFile(name: "sample_portrait.mp4", size: [720, 1080], rates: ntsc, rungs: 3),
        CorpusFile(name: "sample_rotate_and_reflect.mp4", size: [720, 1080], rates: ntsc, rungs: 3),
        CorpusFile(name: "sample_video_only.mp4", size: [1080, 720], rates: ntsc, rungs: 3, hasSound: false),
        CorpusFile(name: "pixel7_videoOnly_cleaned.mp4", size: [1920, 1080], rates: ntsc + [30], rungs: 4, hasSound: false),
        CorpusFile(name: "sample_shorter_audio.mp4", size: [320, 240], rates: [60], rungs: 1),
        CorpusFile(name: "trim_optimization_failure.mp4", size: [518, 488], rates: ntsc + [30], rungs: 2),
        CorpusFile(
            name: "sample_with_increasing_timestamps_320w_240h_5s.mp4", size: [320, 240], rates: [60], rungs: 1),
        CorpusFile(
            name: "long_1080p_lowbitrate.mp4", size: [1280, 720], rates: [30], rungs: 3, options: ["--preset", "mobile"]),
        CorpusFile(
            name: "ChID.ts", size: [1280, 720], rates: [25], rungs: 3,
            parts: (0...3).map { "ChID_voices_1280x720p_25fps_h264_6ch_256kbps_ddp_sub_000\($0).ts" }),
        CorpusFile(name: "bench-clip.mp4", size: [1920, 1080], rates: [30], rungs: 4),
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
}

extension EndToEnd {
    @Suite(.tags(.corpus), .enabled(if: Workspace.corpus != nil, "No real uploads at ../shared/corpus or $SLUICE_CORPUS."))
    struct CorpusTests {
        @Test(arguments: CorpusFile.all) func `is published, keeps time and looks right`(_ file: CorpusFile) async throws {
            let source = try await file.url()
            let asset = try await Assets.shared.asset(of: source, file.options)
            let variants = try asset.variants()
            let top = try #require(variants.first)
            #expect(top.resolution == file.size)
            #expect(variants.count == file.rungs)
            #expect(file.rates.contains { abs($0 - top.frameRate) < 0.002 }, "\(top.frameRate)")
            #expect(variants.allSatisfy { ($0.attributes["AUDIO"] != nil) == file.hasSound })

            try await Promise.isSound(asset)
            let seconds = try await timeline(of: source, hasSound: file.hasSound)
            try await Promise.keepsTime(asset, seconds: seconds, rate: top.frameRate)
            let similarity = try await Measure.similarity(
                of: asset.folder.appending(path: top.uri), size: top.resolution, to: source)
            print("SSIM of \(file.name): \(similarity)")
            #expect(similarity >= 0.95)
        }

        /// From the first picture or sound to the end of the last picture, of what ffmpeg decodes.
        private func timeline(of source: URL, hasSound: Bool) async throws -> Double {
            let frames = try await Measure.frameTimes(of: source, stream: "v:0")
            let sound = hasSound ? try await Measure.packets(of: source, stream: "a:0").first?.time : nil
            let first = try #require(frames.first)
            let last = try #require(frames.last)
            let intervals = zip(frames.dropFirst(), frames).map { $0 - $1 }.sorted()
            let median = intervals.isEmpty ? 0.04 : intervals[intervals.count / 2]
            return last + median - min(first, max(sound ?? first, 0))
        }

        @Test func `memory does not grow with duration`() async throws {
            let source = try await CorpusFile.all.first { $0.name.hasPrefix("long_") }!.url()
            let long = try await Assets.shared.asset(of: source, ["--preset", "mobile"])
            let start = try Workspace.scratch("start").appending(path: "start.mp4")
            _ = try await Tool.ffmpeg.run(
                ["-nostdin", "-v", "error", "-i", source.path, "-t", "30", "-c", "copy", start.path]
            ).succeeded()
            let short = try await Assets.transcode(start, ["--preset", "mobile"])
            print("peak memory: \(long.peakMemory >> 20) MB for 363 s, \(short.peakMemory >> 20) MB for its first 30 s")
            #expect(Double(long.peakMemory) <= 1.1 * Double(short.peakMemory))
        }

        @Test func `memory is bounded by the size of the picture`() async throws {
            for (name, limit) in [("bench-clip.mp4", 600), ("portrait_4k60.mp4", 2000)] {
                let asset = try await Assets.shared.asset(of: try await CorpusFile.all.first { $0.name == name }!.url())
                print("peak memory of \(name): \(asset.peakMemory >> 20) MB")
                #expect(asset.peakMemory <= limit << 20, "\(name)")
            }
        }
    }
}
