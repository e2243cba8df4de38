import FoundationEssentials
import Glibc
import Isolation
import Planning

/// How close a rung is to its source, picture by picture, as an `ffmpeg` with libvmaf finds it.
struct LadderQuality: Encodable {
    /// Mean over all pictures, 0 to 100.
    let vmaf: Double
    /// What one picture in twenty does not reach.
    let vmafFifthPercentile: Double
    /// Mean over all pictures, in dB.
    let psnrLuma: Double

    /// Whether this `ffmpeg` can tell.
    static func isKnown(to ffmpeg: String, scratch: String) throws -> Bool {
        let probe = ["-v", "error", "-f", "lavfi", "-i", "color=s=64x64:d=0.1,split[a][b];[a][b]libvmaf", "-f", "null", "-"]
        return try MeasuredCommand.run(ffmpeg, probe, errors: "\(scratch)/probe.txt").exit.status == .exited(code: 0)
    }

    /// Compares with the source, scaled to the rung's size. Both are counted picture by picture, and tagged alike: a current ffmpeg
    /// converts what is untagged.
    init(playlist: String, rung: VideoRendition, of video: VideoPlan, source: String, ffmpeg: String, scratch: String) throws {
        let rate = "\(video.frameRate.numerator)/\(video.frameRate.denominator)"
        let same =
            "format=yuv420p,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709,"
            + "settb=\(video.frameRate.denominator)/\(video.frameRate.numerator),setpts=N"
        let log = "\(scratch)/vmaf.json"
        let status = try MeasuredCommand.run(
            ffmpeg,
            [
                "-v", "error", "-nostdin", "-i", playlist, "-i", source, "-lavfi",
                "[0:v:0]\(same)[ours];[1:\(video.streamIndex)]fps=\(rate),"
                    + "scale=\(rung.resolution.width):\(rung.resolution.height):flags=bicubic,\(same)[source];[ours][source]"
                    + "libvmaf=log_fmt=json:log_path=\(log):feature=name=psnr:n_threads=\(sysconf(Int32(_SC_NPROCESSORS_ONLN)))",
                "-f", "null", "-",
            ]
        ).exit.status
        guard status == .exited(code: 0) else { throw fail("\(ffmpeg) could not compare \(playlist).", Exit.internalError) }
        let frames = try JSONDecoder().decode(Log.self, from: Data(contentsOf: URL(filePath: log))).frames.map(\.metrics)
        guard !frames.isEmpty else { throw fail("\(ffmpeg) compared no picture of \(playlist).", Exit.internalError) }
        let scores = frames.map(\.vmaf).sorted()
        vmaf = scores.reduce(0, +) / Double(scores.count)
        vmafFifthPercentile = scores[scores.count / 20]
        psnrLuma = frames.reduce(0) { $0 + $1.psnrLuma } / Double(frames.count)
    }

    private struct Log: Decodable {
        let frames: [Frame]

        struct Frame: Decodable { let metrics: Metrics }

        struct Metrics: Decodable {
            let vmaf: Double
            let psnrLuma: Double

            enum CodingKeys: String, CodingKey {
                case vmaf
                case psnrLuma = "psnr_y"
            }
        }
    }
}
