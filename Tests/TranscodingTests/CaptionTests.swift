import MediaCore
import Testing

@testable import Transcoding

@Suite struct CaptionTests {
    private func text(_ codec: String, _ bytes: [UInt8]) throws -> String? {
        let format = try #require(CaptionFormat(codec: codec))
        return bytes.withUnsafeBytes { format.text(of: $0) }
    }

    @Test(
        "Packets of each format become plain lines",
        arguments: [
            ("mov_text", [0, 2] + Array("Hi and boxes".utf8), "Hi"), ("mov_text", [0, 0], nil), ("mov_text", [0], nil),
            ("mov_text", [0, 9] + Array("cut".utf8), "cut"),
            ("mov_text", [0, 6, 0xfe, 0xff, 0, 0x48, 0, 0x69], "Hi"), ("mov_text", [0, 6, 0xff, 0xfe, 0x48, 0, 0x69, 0], "Hi"),
            ("mov_text", [0, 3, 0xfe, 0xff, 0], nil),
            ("subrip", Array("a < b <i>c</i> <font color=red>d</font>{\\an8} {e}".utf8), "a < b c d {e}"),
            ("subrip", Array("one\r\n \r\n\r\ntwo\u{7}\n".utf8), "one\ntwo"), ("subrip", Array(" \n".utf8), nil),
            ("webvtt", Array("<v Ann>a<00:01.000>b</v> &lt;&amp;lt;".utf8), "ab <&lt;"),
            ("ass", Array("1,0,Default,,0,0,0,,{\\i1}a, b{\\i0}\\Nc\\hd".utf8), "a, b\nc d"),
            ("ass", Array("1,0,Default,,0,0,0,,{\\p1}m 0 0".utf8), nil), ("ass", Array("1,2,3".utf8), nil),
            ("subrip", [0x61, 0xff], "a\u{fffd}"),
        ] as [(String, [UInt8], String?)])
    func formats(codec: String, bytes: [UInt8], expected: String?) throws {
        #expect(try text(codec, bytes) == expected)
    }

    @Test("Pictures of words have no format", arguments: ["dvd_subtitle", "hdmv_pgs_subtitle", "dvb_subtitle", "eia_608"])
    func pictures(codec: String) { #expect(CaptionFormat(codec: codec) == nil) }

    @Test("A caption is no longer than a screen holds") func length() throws {
        let line = String(repeating: "é", count: 100) + "\n"
        let long = try #require(try text("subrip", Array(String(repeating: line, count: 500).utf8)))
        #expect(long.utf8.count <= CaptionCue.longestText && long.hasSuffix("é"))
    }

    @Test(
        "Files that are no captions say why",
        arguments: [
            ([0x31, 0xff], .notUTF8), (Array("WEBVTT\n\n00:01.000 -> 00:02.000\nx".utf8), .noCues), ([], .noCues),
            (Array("1\n00:00:02,000 --> 00:00:01,000\nbackwards\n".utf8), .noCues),
            (Array("1\n00:00:99,000 --> 00:01:41,000\nx\n".utf8), .noCues),
        ] as [([UInt8], CaptionFileFault)])
    func faults(bytes: [UInt8], fault: CaptionFileFault) {
        do throws(TranscodingError) {
            _ = try CaptionFile.cues(of: bytes)
            Issue.record("accepted")
        } catch {
            guard case .rejected(.captionFile(fault)) = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test("Of more captions than there may be, one more is read, to tell") func most() throws {
        let cue = "00:01.000 --> 00:02.000\nx\n\n"
        let cues = try CaptionFile.cues(of: Array(String(repeating: cue, count: CaptionCue.most + 10).utf8))
        #expect(cues.count == CaptionCue.most + 1)
    }

    @Test("Hours, commas, settings and old line ends are read") func dialects() throws {
        let text = "7\r100:00:01,5 --> x\r\r8\r100:00:01.500 --> 100:00:02,250 X1:10\rone\rtwo\r"
        let cues = try CaptionFile.cues(of: Array(text.utf8))
        #expect(cues == [CaptionCue(start: 360_001_500_000, end: 360_002_250_000, text: "one\ntwo")])
    }
}
