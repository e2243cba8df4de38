import Foundation
import Testing

extension EndToEnd {
    /// Rows 9 and 10 of what arrives: whatever a source means by its pixels, the same colours are seen.
    @Suite(.tags(.upload)) struct ColourTests {
        static let patches = ["C81E3C", "28B450", "3246DC", "F0DC28", "808080", "101010", "F5F5F5", "B450C8"]

        /// How the eight patches are stored, and the part of their values that they have.
        static let sources: [(fixture: String, scale: Double)] =
            [
                "709.mp4", "full-range-709.mp4", "601.mp4", "full-range-601.mp4", "untagged-sd.mp4", "untagged-hd.mp4",
                "2020-sdr.mp4",
                "p3.mp4", "422.mp4", "422-10-bit.mov", "444.mp4", "10-bit.mp4", "rgb.mp4",
            ].map { ("patches-\($0)", 1) } + [("patches-pq.mp4", 0.62), ("patches-hlg.mp4", 0.62)]

        @Test(arguments: sources) func `every patch keeps its colour`(_ source: (fixture: String, scale: Double)) async throws {
            let asset = try await Assets.shared.asset(of: source.fixture)
            try await Promise.isSound(asset)
            let top = try #require(try asset.variants().first)
            let picture = try await RGBPicture(asset.folder.appending(path: top.uri), top.resolution)
            for (index, patch) in Self.patches.enumerated() {
                let value = try #require(Int(patch, radix: 16))
                let wanted = [16, 8, 0].map { (Double(value >> $0 & 255) * source.scale) }
                let found = picture.mean(
                    atX: (2 * index + 1) * picture.width / 16, y: picture.height / 2)
                let worst = zip(found, wanted).map { abs($0 - $1) }.max() ?? 255
                #expect(worst <= 3, "\(patch): \(found), wanted \(wanted)")
            }
            try await Self.isTagged709(asset.folder.appending(path: top.uri))
        }

        /// From black to white, without a tint and without a step back.
        @Test(arguments: ["grey-709.mp4", "grey-pq.mp4", "grey-hlg.mp4"])
        func `grey stays grey`(_ fixture: String) async throws {
            let asset = try await Assets.shared.asset(of: fixture)
            let top = try #require(try asset.variants().first)
            for file in [asset.folder.appending(path: top.uri), asset.folder.appending(path: "thumbnails/poster.jpg")] {
                let picture = try await RGBPicture(file, top.resolution)
                let ramp = (0..<picture.width).map { picture.pixel($0, picture.height / 2) }
                #expect(ramp.allSatisfy { $0.max()! - $0.min()! <= 2 })
                #expect(zip(ramp, ramp.dropFirst()).allSatisfy { $0[0] <= $1[0] + 2 })
                #expect(ramp[0][0] <= 2 && ramp[picture.width - 1][0] >= 253)
            }
        }

        /// Where the bitstream says HDR, whatever the container says.
        @Test(arguments: ["hdr10.mp4", "hlg.mp4", "hdr10-denied.mp4", "hdr10-av1.mp4"])
        func `HDR is shown as ffmpeg tone-maps it`(_ fixture: String) async throws {
            let asset = try await Assets.shared.asset(of: fixture)
            try await Promise.isSound(asset)
            try await Self.looksToneMapped(asset)
            let report = try asset.text(of: "report.json")
            #expect(report.contains("\"toneMapped\"") && report.contains("\"outcome\" : \"published\""))
        }

        static func looksToneMapped(_ asset: Asset) async throws {
            let top = try #require(try asset.variants().first)
            let rendition = asset.folder.appending(path: top.uri)
            for curve in ["hable", "mobius"] {
                let conversion =
                    "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=\(curve):desat=0,"
                    + "zscale=t=bt709:m=bt709:p=bt709:r=tv,format=yuv420p"
                let similarity = try await Measure.similarity(
                    of: rendition, size: top.resolution, to: asset.source, conversion: conversion)
                print("SSIM of \(asset.source.lastPathComponent) to \(curve): \(similarity)")
                #expect(similarity >= 0.9)
            }
            try await isTagged709(rendition)
        }

        /// The sequence parameter set and, where it says anything, the sample entry.
        private static func isTagged709(_ rendition: URL) async throws {
            for key in ["color_space", "color_primaries", "color_transfer"] {
                #expect(try await Measure.stream(key, of: rendition) == "bt709")
            }
            #expect(try await Measure.stream("color_range", of: rendition) == "tv")
            #expect(try await Measure.stream("pix_fmt", of: rendition) == "yuv420p")
        }

        /// The maths of powers differs between processors, and what comes of it must not.
        @Test(arguments: ["hdr10.mp4", "hlg.mp4", "patches-p3.mp4", "interlaced-top.mp4"])
        func `the same bytes come out of every processor`(_ fixture: String) async throws {
            let asset = try await Assets.shared.asset(of: fixture)
            let old = try await Assets.transcode(
                asset.source,
                environment: ["SLUICE_CPU_FLAGS": "sse2", "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F"])
            let first = try await asset.checksums()
            let second = try await old.checksums()
            #expect(first == second)
        }

        @Test func `probe says what becomes of it`() async throws {
            for (fixture, words) in [
                ("hdr10.mp4", "HDR (PQ)"), ("hlg.mp4", "HDR (HLG)"), ("patches-422-10-bit.mov", "10 bit 4:2:2"),
                ("patches-full-range-601.mp4", "BT.601, full range"), ("patches-untagged-sd.mp4", "untagged colours"),
                ("interlaced-top.mp4", "interlaced"),
            ] {
                let answer = try await Tool.sluice.run(["probe", try await Fixture.url(fixture).path]).succeeded()
                #expect(answer.text.contains(words), "\(answer)")
            }
        }
    }

    /// Row 9, of real cameras and phones.
    @Suite(.tags(.corpus), .enabled(if: Workspace.corpus != nil, "No real uploads at ../shared/corpus or $SLUICE_CORPUS."))
    struct HDRCorpusTests {
        @Test(
            arguments: [
                "hlg10-color-test.mp4", "sample_edit_list.mp4", "dolbyVision-hdr.MOV", "hdr10-video-with-sdr-container.mp4",
                "hdr10-av1.mp4",
            ])
        func `is tone-mapped`(_ name: String) async throws {
            let asset = try await Assets.shared.asset(of: try #require(Workspace.corpus).appending(path: name))
            try await Promise.isSound(asset)
            try await ColourTests.looksToneMapped(asset)
        }
    }
}

/// The first frame of a video, or a picture, as ffmpeg shows it.
struct RGBPicture {
    let width: Int
    let height: Int
    private let bytes: Data

    init(_ media: URL, _ size: [Int]) async throws {
        (width, height) = (size[0], size[1])
        let file = try Workspace.scratch("rgb").appending(path: "frame.rgb")
        _ = try await Tool.ffmpeg.run([
            "-nostdin", "-v", "error", "-i", media.path, "-map", "0:v:0", "-vf",
            "scale=\(width):\(height):flags=accurate_rnd+full_chroma_int+bicubic,format=rgb24", "-frames:v", "1", "-f",
            "rawvideo",
            file.path,
        ]).succeeded()
        bytes = try Data(contentsOf: file)
        try #require(bytes.count == width * height * 3)
    }

    func pixel(_ x: Int, _ y: Int) -> [Int] { (0..<3).map { Int(bytes[(y * width + x) * 3 + $0]) } }

    /// Of 16 × 16 pixels.
    func mean(atX x: Int, y: Int) -> [Double] {
        (0..<3).map { component in
            let values = (-8..<8).flatMap { row in (-8..<8).map { pixel(x + $0, y + row)[component] } }
            return Double(values.reduce(0, +)) / 256
        }
    }
}
