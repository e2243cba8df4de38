import Bitstream
import ISOBMFF
import MediaCore
import Testing

@testable import CMAF

/// FFmpeg's own MP4 muxer writes the records of these codecs too.
@Suite(.enabled(if: FFmpegTool("ffmpeg") != nil, "ffmpeg is not installed")) struct CodecRecordTests {
    /// The boxes of a sample entry as ffmpeg writes it, for a picture whose height is no multiple of 16.
    private func sampleEntry(_ codec: [String], size: String = "636x358") throws -> BoxNode {
        let folder = try ScratchFolder()
        let output = try #require(FFmpegTool("ffmpeg")).run(
            ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=\(size):rate=25", "-frames:v", "3", "-pix_fmt", "yuv420p"] + codec
                + [folder.path("out.mp4")])
        try #require(output.status == 0, "\(output.standardError)")
        let boxes = try BoxReader.read(ByteSource(folder.bytes("out.mp4")))
        return try #require(boxes.first(along: ["moov", "trak", "mdia", "minf", "stbl", "stsd"])?.children.first)
    }

    @Test(arguments: [("yuv420p", "main"), ("yuv420p10le", "main10")])
    func hvcCIsFFmpegs(_ format: (pixels: String, profile: String)) throws {
        let entry = try sampleEntry([
            "-c:v", "libx265", "-preset", "ultrafast", "-profile:v", format.profile, "-pix_fmt", format.pixels, "-tag:v", "hvc1",
            "-x265-params", "info=0:log-level=none",
        ])
        let theirs = try #require(try VisualSampleEntryFields(entry).HEVCConfig)
        let record = try HEVCDecoderConfigurationRecord(parsing: theirs)
        let (vps, sps, pps) = (
            record.units(of: .videoParameterSet), record.units(of: .sequenceParameterSet), record.units(of: .pictureParameterSet)
        )
        #expect(try HEVCDecoderConfigurationRecord(vps: vps, sps: sps, pps: pps).serialized() == theirs)
        let set = try HEVCSequenceParameterSet(sps[0])
        #expect(set.resolution == Resolution(width: 636, height: 358))
        // Whole coding blocks of 16 pixels.
        #expect(set.codedSize == Resolution(width: 640, height: 368))
        let header = try InitSegment(
            TrackDescription(
                timescale: 25,
                media: .video(configuration: .hevc(vps: vps, sps: sps, pps: pps), resolution: set.resolution, color: .bt709),
                primingTicks: 2))
        #expect(header.codecString.hasPrefix(format.profile == "main" ? "hvc1.1.6.L63." : "hvc1.2.4.L63."))
        let boxes = try BoxReader.read(ByteSource(header.serialized()))
        let ours = try #require(boxes.first(along: ["moov", "trak", "mdia", "minf", "stbl", "stsd", "hvc1", "hvcC"]))
        #expect(ours.fields == theirs)
    }

    @Test func av1CIsFFmpegs() throws {
        let entry = try sampleEntry(["-c:v", "libsvtav1", "-preset", "12", "-svtav1-params", "lp=1"])
        let theirs = try #require(try VisualSampleEntryFields(entry).av1Config)
        let record = try AV1CodecConfigurationRecord(parsing: theirs)
        #expect(try AV1CodecConfigurationRecord(sequenceHeader: record.configOBUs).serialized() == theirs)
        let size = try AV1SequenceHeader(record.configOBUs).resolution
        #expect(size == Resolution(width: 636, height: 358))
        let header = try InitSegment(
            TrackDescription(
                timescale: 25,
                media: .video(configuration: .av1(sequenceHeader: record.configOBUs), resolution: size, color: .bt709)))
        #expect(header.codecString == "av01.0.01M.08")
        let boxes = try BoxReader.read(ByteSource(header.serialized()))
        #expect(try BrandFields(#require(boxes.first)).compatible_brands == ["cmf2", "cmfc", "iso6", "av01"])
        let ours = try #require(boxes.first(along: ["moov", "trak", "mdia", "minf", "stbl", "stsd", "av01", "av1C"]))
        #expect(ours.fields == theirs)
    }
}
