@testable import Conformance

extension RuleBreak {
    static let captions = [
        make(CaptionRules.group) { try $0.setAttribute(master, on: "SUBTITLES", "AUTOSELECT", "") },
        make(CaptionRules.group) { try $0.setAttribute(master, on: "STREAM-INF", "SUBTITLES", "\"other\"") },
        make(CaptionRules.pace) { try $0.replace("\(words)/media.m3u8", "TARGETDURATION:2", "TARGETDURATION:3") },
        make(CaptionRules.pace) { try $0.replace("\(words)/media.m3u8", "EXTINF:2.000000", "EXTINF:1.900000") },
        make(CaptionRules.header) { $0["\(words)/3.vtt"]! += [0xff] },
        make(CaptionRules.header) {
            try $0.replace("\(words)/2.vtt", "X-TIMESTAMP-MAP=MPEGTS:0", "X-TIMESTAMP-MAP=MPEGTS:900000")
        },
        make(CaptionRules.header) { try $0.replace("\(words)/captions.vtt", "WEBVTT", "WEBVVT") },
        make(CaptionRules.cues) {
            for file in ["3", "captions"] { $0["\(words)/\(file).vtt"]! += Array("\n00:00:04.500 -> 00:00:04.700\nx\n".utf8) }
        },
        make(CaptionRules.cues) {
            for file in ["3", "captions"] { $0["\(words)/\(file).vtt"]! += Array("\n00:00:04.500 --> 00:00:05.700\nx\n".utf8) }
        },
        make(CaptionRules.coverage) { try $0.replace("\(words)/2.vtt", "00:00:01.900", "00:00:02.000") },
        make(CaptionRules.coverage) { $0["\(words)/3.vtt"]! += Array("\n00:00:04.500 --> 00:00:04.700\nx\n".utf8) },
        make(CaptionRules.presentation) { try $0.replace(mpd, " lang=\"en\"", " lang=\"fr\"") },
        make(CaptionRules.presentation) { try $0.removeLines(mpd, containing: "value=\"subtitle\"") },
    ]

    private static let words = "text/vtt/en"

    private static func make(_ rule: Rule, _ change: @escaping @Sendable (inout AssetFiles) throws -> Void) -> RuleBreak {
        RuleBreak(rule, recipe: { $0.hasCaptions = true }, change: change)
    }
}
