import Bitstream
import ISOBMFF
import Testing

/// What others write, read by the walker.
@Suite struct OrdinaryMovieTests {
    @Test(arguments: ["mp4", "mov"])
    func aMovieByFFmpegIsListedWithoutDefects(format: String) throws {
        guard let ffmpeg = FFmpegTool("ffmpeg") else {
            print("skipped: /usr/bin/ffmpeg is not installed")
            return
        }
        let folder = try ScratchFolder()
        let encoded = try ffmpeg.run([
            "-v", "error", "-f", "lavfi", "-i", "testsrc=size=128x96:rate=25:duration=1", "-f", "lavfi", "-i",
            "sine=sample_rate=44100:duration=1", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", "-metadata", "title=t",
            "-f", format, folder.path("movie"),
        ])
        try #require(encoded.status == 0, "\(encoded.standardError)")
        let source = ByteSource(try folder.bytes("movie"))
        let text = try BoxDump.text(of: source)
        #expect(!text.contains("!"), "\(text)")
        let boxes = try BoxReader.read(source)
        let tracks = try #require(boxes.first(along: ["moov"])).all("trak")
        let path: [FourCC] = ["mdia", "minf", "stbl", "stsd"]
        let entries = try tracks.map { try #require($0.children.first(along: path[...])?.children.first) }
        try #require(entries.map(\.type) == ["avc1", "mp4a"])
        let video = try VisualSampleEntryFields(entries[0])
        let record = try AVCDecoderConfigurationRecord(parsing: try #require(video.AVCConfig))
        let coded = try AVCSequenceParameterSet(try #require(record.sequenceParameterSets.first)).resolution
        #expect(coded.width == 128 && coded.height == 96)
        #expect(video.width == 128 && video.height == 96)
        // QuickTime keeps the descriptor inside a `wave` atom, which stays closed.
        if format == "mp4" {
            let descriptor = try #require(try AudioSampleEntryFields(entries[1]).descriptor)
            #expect(try AudioSpecificConfig(parsing: descriptor.audioSpecificConfig).samplingFrequency == 44_100)
        }
    }
}
