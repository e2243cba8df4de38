import Bitstream
import ISOBMFF
import MediaCore
import Testing

@testable import CMAF

/// 1920x1080, High profile level 4.0.
private let sps: [UInt8] = [0x67, 0x64, 0x00, 0x28, 0xac, 0xb4, 0x03, 0xc0, 0x11, 0x3f, 0x2a]
private let pps: [UInt8] = [0x68, 0xee, 0x3c, 0x80]

private func video(
    _ configuration: CodecConfiguration = .avc(sps: [sps], pps: [pps]), width: Int = 1920, height: Int = 1080, priming: Int = 0
) -> TrackDescription {
    TrackDescription(
        timescale: 12_500,
        media: .video(configuration: configuration, resolution: Resolution(width: width, height: height), color: .bt709),
        primingTicks: priming)
}

private func audio(priming: Int, language: String = "deu") -> TrackDescription {
    TrackDescription(
        timescale: 48_000, language: language,
        media: .audio(
            configuration: .aac(audioSpecificConfig: [0x11, 0x90]), sampleRate: 48_000, channelCount: 2, bitRate: 128_000),
        primingTicks: priming)
}

@Suite struct InitSegmentTests {
    @Test func describesVideo() throws {
        let header = try InitSegment(video())
        #expect(header.codecString == "avc1.640028")
        try expectGolden("cmaf-video-init.boxes.txt", BoxDump.text(of: ByteSource(header.serialized())))
    }

    @Test func describesAudioWithPriming() throws {
        let header = try InitSegment(audio(priming: 1024))
        #expect(header.codecString == "mp4a.40.2")
        try expectGolden("cmaf-audio-init.boxes.txt", BoxDump.text(of: ByteSource(header.serialized())))
    }

    @Test func brandsFollowFromTheEditList() throws {
        func brands(_ description: TrackDescription) throws -> [FourCC] {
            let boxes = try BoxReader.read(ByteSource(try InitSegment(description).serialized()))
            #expect((boxes.first(along: ["moov", "trak", "edts"]) == nil) == (description.primingTicks == 0))
            return try BrandFields(#require(boxes.first)).compatible_brands
        }
        #expect(try brands(video()) == ["cmf2", "cmfc", "iso6"])
        #expect(try brands(video(priming: 1000)) == ["cmfc", "iso6"])
        #expect(try brands(audio(priming: 0)) == ["cmf2", "cmfc", "iso6"])
        #expect(try brands(audio(priming: 1024)) == ["cmfc", "iso6"])
    }

    @Test func refusesWhatBoxesCannotHold() {
        #expect(throws: CMAFError.resolutionMismatch(described: "1280x720", coded: "1920x1080")) {
            try InitSegment(video(width: 1280, height: 720))
        }
        #expect(throws: CMAFError.codecMismatch) { try InitSegment(video(.aac(audioSpecificConfig: [0x11, 0x90]))) }
        #expect(throws: CMAFError.configuration(.truncated("H.264 sequence parameter set"))) {
            try InitSegment(video(.avc(sps: [[0x67, 0x64]], pps: [pps])))
        }
        #expect(throws: CMAFError.unrepresentable(field: "primingTicks", value: "-1")) { try InitSegment(audio(priming: -1)) }
        #expect(throws: CMAFError.unrepresentable(field: "language", value: "de")) {
            try InitSegment(audio(priming: 0, language: "de"))
        }
    }
}
