import MediaCore
import Testing

@testable import Conformance

@Suite struct PictureParserTests {
    private let frameHeader: [UInt8] = [0xFF, 0xC0, 0, 11, 8, 0, 90, 0, 160, 1, 1, 0x11, 0]

    private let end: [UInt8] = [0xFF, 0xD9]

    @Test func sizeAndMetadataOfAJPEG() {
        let exif: [UInt8] = [0xFF, 0xE1, 0, 4, 0, 0]
        let plain = JPEGHeader([0xFF, 0xD8] + frameHeader + [0xFF, 0xDA, 0, 2] + end)
        #expect(plain?.size == Resolution(width: 160, height: 90))
        #expect(plain?.hasMetadata == false)
        #expect(JPEGHeader([0xFF, 0xD8] + exif + [0xFF] + frameHeader + end)?.hasMetadata == true)
    }

    @Test func whatIsNoJPEGIsNone() {
        #expect(JPEGHeader([]) == nil)
        #expect(JPEGHeader([0xFF, 0xD8]) == nil)
        #expect(JPEGHeader([0xFF, 0xD8] + frameHeader) == nil)
        for count in 0..<frameHeader.count - 2 { #expect(JPEGHeader([0xFF, 0xD8] + frameHeader.prefix(count) + end) == nil) }
    }

    @Test func cuesAreRead() {
        let text =
            "WEBVTT\n\n00:00.000 --> 00:02.000\ns.jpg#xywh=0,0,160,90\n\n1\n01:00:02.000 --> 01:00:04.500 align:start\ns.jpg#xywh=pixel:160,0,160,90"
        let cues = ThumbnailCues(parsing: Array(text.utf8), file: "thumbnails/t.vtt")
        #expect(cues.problems == [])
        #expect(cues.cues.map(\.start) == [.zero, MediaTime(ticks: 3602, timescale: 1)])
        #expect(cues.cues.map(\.end) == [MediaTime(ticks: 2, timescale: 1), MediaTime(ticks: 7209, timescale: 2)])
        #expect(cues.cues.compactMap(\.area).map(\.x) == [0, 160])
        #expect(cues.references.map(\.path) == ["thumbnails/s.jpg", "thumbnails/s.jpg"])
    }

    @Test(arguments: [
        "", "WEBVTTX", "WEBVTT\n\n00:60.000 --> 01:01.000\na", "WEBVTT\n\n00:00.00 --> 00:01.000\na",
        "WEBVTT\n\n00:00.000 -->\na",
        "WEBVTT\n\n00:00.000 --> 00:01.000",
    ])
    func faultsOfCuesBecomeProblems(_ text: String) {
        #expect(!ThumbnailCues(parsing: Array(text.utf8), file: "t.vtt").problems.isEmpty)
    }
}
