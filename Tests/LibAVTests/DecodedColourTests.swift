import MediaCore
import Testing

@testable import LibAV

/// Sources of every kind of pixel, decoded and brought to BT.709 4:2:0 as the pipeline does it.
@Suite(.enabled(if: FFmpeg.isInstalled, "/usr/bin/ffmpeg is not installed")) struct DecodedColourTests {
    struct Source: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var suffix = "mp4"
        /// After RGB patches come in; ffmpeg's filters and options.
        let filter: String
        let options: [String]
        /// Whether the source has colours at all.
        var isGrey = false
    }

    private static let x264 = ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "0"]
    private static let bt709 = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]
    private static let bt601 = ["-colorspace", "smpte170m", "-color_primaries", "smpte170m", "-color_trc", "smpte170m"]

    static let sources = [
        Source(
            testDescription: "4:2:0, BT.601, limited", filter: "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p",
            options: x264 + bt601 + ["-color_range", "tv"]),
        Source(
            testDescription: "4:2:0, BT.601, full", filter: "scale=out_color_matrix=bt601:out_range=full,format=yuvj420p",
            options: x264 + bt601 + ["-color_range", "pc"]),
        Source(
            testDescription: "4:2:0, BT.709, full, 10 bit",
            filter: "scale=out_color_matrix=bt709:out_range=full,format=yuv420p10le",
            options: x264 + bt709 + ["-color_range", "pc"]),
        Source(
            testDescription: "4:2:0, untagged", filter: "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p", options: x264),
        Source(
            testDescription: "4:2:2, 10 bit", filter: "scale=out_color_matrix=bt709:out_range=tv,format=yuv422p10le",
            options: x264 + bt709 + ["-color_range", "tv"]),
        Source(
            testDescription: "4:4:4, BT.601", filter: "scale=out_color_matrix=bt601:out_range=tv,format=yuv444p",
            options: x264 + bt601 + ["-color_range", "tv"]),
        Source(
            testDescription: "RGB", filter: "format=bgr0", options: ["-c:v", "libx264rgb", "-preset", "ultrafast", "-qp", "0"]),
        Source(
            testDescription: "grey", filter: "scale=out_color_matrix=bt709:out_range=tv,format=gray",
            options: x264 + bt709 + ["-color_range", "tv"], isGrey: true),
        Source(
            testDescription: "ProRes 422", suffix: "mov", filter: "scale=out_color_matrix=bt601:out_range=tv,format=yuv422p10le",
            options: ["-c:v", "prores_ks", "-profile:v", "3", "-qscale:v", "1"]),
        Source(
            testDescription: "ProRes 4444 with alpha", suffix: "mov",
            filter: "scale=out_color_matrix=bt601:out_range=tv,format=yuva444p10le",
            options: ["-c:v", "prores_ks", "-profile:v", "4", "-qscale:v", "1", "-alpha_bits", "16"]),
        Source(
            testDescription: "Motion JPEG 4:2:2", suffix: "mov",
            filter: "scale=out_color_matrix=bt601:out_range=full,format=yuvj422p",
            options: ["-c:v", "mjpeg", "-q:v", "1", "-qmin", "1"]),
        Source(
            testDescription: "MPEG-4 in AVI", suffix: "avi", filter: "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p",
            options: ["-c:v", "mpeg4", "-q:v", "1"]),
    ]

    static let patches = ["C81E3C", "28B450", "3246DC", "F0DC28", "808080", "101010", "F5F5F5", "B450C8"]

    /// A row of patches of 32 × 64 pixels, three frames long.
    static func patchesFile(_ source: Source, size: String? = nil) throws -> String {
        let inputs = patches.flatMap { ["-f", "lavfi", "-i", "color=c=0x\($0):size=32x64:rate=25:duration=0.12,format=gbrp"] }
        let labels = patches.indices.map { "[\($0):v]" }.joined()
        let crop = size.map { "crop=\($0):0:0:exact=1," } ?? ""
        return try Fixture.made(
            source.suffix,
            inputs + ["-filter_complex", "\(labels)hstack=inputs=\(patches.count),format=gbrp,\(crop)\(source.filter)"]
                + source.options)
    }

    static func rgb(_ patch: String) -> [Double] {
        let value = Int(patch, radix: 16) ?? 0
        return [16, 8, 0].map { Double(value >> $0 & 255) / 255 }
    }

    @Test(arguments: sources, [0, 1, 2, 3])
    func everyPatchHasItsColour(_ source: Source, quarterTurns: Int) throws {
        let orientation = Orientation(quarterTurns: quarterTurns)
        let size = Resolution(width: 32 * Self.patches.count, height: 64)
        let path = try Self.patchesFile(source)
        var frames = 0
        try decodePictures(path) { frame, stream in
            var filter = UprightFilter(orientation)
            var scaler = try PictureScaler(to: orientation.applied(to: size), fallback: stream.color)
            let output = Planes(try scaler.scale(try filter.apply(to: try frame.newReference())))
            for (index, patch) in Self.patches.enumerated() {
                let along = index * 32 + 16
                let (x, y) = [(along, 32), (32, along), (size.width - 1 - along, 32), (32, size.width - 1 - along)][quarterTurns]
                var wanted = encode(Self.rgb(patch), .bt709)
                if source.isGrey { wanted = [wanted[0], 128, 128] }
                expect(output[x, y], near: wanted, "\(patch) is \(output[x, y]), wanted \(wanted)")
            }
            frames += 1
        }
        #expect(frames == 3)
    }

    /// The last column and row of subsampled chroma belong half to the picture: no foreign colour may come in.
    @Test(arguments: ["255:63", "241:49", "45:35"])
    func oddSides(size: String) throws {
        let source = Source(
            testDescription: "odd", suffix: "mov", filter: "scale=out_color_matrix=bt601:out_range=full,format=yuvj420p",
            options: ["-c:v", "mjpeg", "-q:v", "1", "-qmin", "1"])
        try decodePictures(try Self.patchesFile(source, size: size), limit: 1) { frame, stream in
            #expect("\(frame.resolution.width):\(frame.resolution.height)" == size)
            let target = Resolution(width: frame.resolution.width & ~1, height: frame.resolution.height & ~1)
            var scaler = try PictureScaler(to: target, fallback: stream.color)
            let output = Planes(try scaler.scale(frame))
            for x in [target.width - 1, target.width - 12] where x % 32 > 4 || x == target.width - 1 {
                // A column's patch, where the picture ends well inside of one.
                let patch = min(Self.patches.count - 1, x / 32)
                guard x - patch * 32 > 4 else { continue }
                for y in [0, target.height - 1] {
                    let wanted = encode(Self.rgb(Self.patches[patch]), .bt709)
                    expect(output[x, y], near: wanted, "(\(x), \(y)) is \(output[x, y]), wanted \(wanted)")
                }
            }
        }
    }

    /// The codec's own cropping (H.264 §7.4.2.1.1) takes two columns and rows off the start, which leaves rows unaligned.
    @Test func croppedPicturesAreWhole() throws {
        let path = try Fixture.named("cropped.mp4")
        let size = Resolution(width: 636, height: 356)
        let reference = try FFmpeg.run([
            "-flags", "unaligned", "-i", path, "-frames:v", "1", "-pix_fmt", "yuv420p", "-f", "rawvideo", "-",
        ])
        try decodePictures(path, limit: 1) { frame, stream in
            try #require(frame.resolution == size)
            var scaler = try PictureScaler(to: size, fallback: stream.color)
            let output = Planes(try scaler.scale(frame))
            #expect(output.samples.flatMap { $0 } == reference)
            // Through the conversion too, which wants aligned rows.
            var half = try PictureScaler(to: Resolution(width: 318, height: 178), fallback: stream.color)
            let small = Planes(try half.scale(frame))
            let luma = reference.prefix(size.pixelCount)
            var difference = 0
            for y in 0..<178 {
                for x in 0..<318 {
                    let at = 2 * y * size.width + 2 * x
                    let mean =
                        (Int(luma[at]) + Int(luma[at + 1]) + Int(luma[at + size.width]) + Int(luma[at + size.width + 1])) / 4
                    difference += abs(mean - Int(small.samples[0][y * 318 + x]))
                }
            }
            #expect(Double(difference) / (318 * 178) < 6)
        }
    }
}
