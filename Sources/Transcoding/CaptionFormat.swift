import MediaCore

/// How the packets of a caption stream hold their words. Read by hand, because the decoders of the library make one dialect of
/// all of them and were not written for hostile input.
enum CaptionFormat {
    /// 3GPP timed text (ETSI TS 126 245 §5.17): a length, the text, and boxes of style.
    case timedText
    /// SubRip's text, with tags like HTML's.
    case subRip
    /// A WebVTT cue's payload (W3C WebVTT §4.2.2).
    case webVTT
    /// An Advanced SubStation event as Matroska keeps it: fields between commas, the text last.
    case substation
    case plain

    /// - Parameter codec: FFmpeg's name. Nil for pictures and for formats that are not read.
    init?(codec: String) {
        switch codec {
        case "mov_text": self = .timedText
        case "subrip", "srt": self = .subRip
        case "webvtt": self = .webVTT
        case "ass", "ssa": self = .substation
        case "text": self = .plain
        default: return nil
        }
    }

    /// The words of a packet; nil where there are none.
    func text(of packet: UnsafeRawBufferPointer) -> String? {
        // More than the longest text with all markup that anyone writes.
        let bytes = packet.prefix(16 * CaptionCue.longestText)
        switch self {
        case .timedText: return Self.timedText(bytes).flatMap(CaptionMarkup.plain)
        case .subRip: return CaptionMarkup.plain(CaptionMarkup.withoutTags(String(decoding: bytes, as: UTF8.self), known: true))
        case .webVTT: return CaptionMarkup.webVTT(String(decoding: bytes, as: UTF8.self))
        case .substation: return Self.substation(String(decoding: bytes, as: UTF8.self)).flatMap(CaptionMarkup.plain)
        case .plain: return CaptionMarkup.plain(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// UTF-8, or UTF-16 behind a byte order mark.
    private static func timedText(_ bytes: Slice<UnsafeRawBufferPointer>) -> String? {
        let bytes = Array(bytes)
        guard bytes.count >= 2 else { return nil }
        let text = bytes.dropFirst(2).prefix(Int(bytes[0]) << 8 | Int(bytes[1]))
        let isBigEndian = text.starts(with: [0xfe, 0xff])
        guard isBigEndian || text.starts(with: [0xff, 0xfe]) else { return String(decoding: text, as: UTF8.self) }
        let units = stride(from: text.startIndex + 2, to: text.endIndex - 1, by: 2).map { index in
            let (first, second) = (UInt16(text[index]), UInt16(text[index + 1]))
            return isBigEndian ? first << 8 | second : second << 8 | first
        }
        return String(decoding: units, as: UTF16.self)
    }

    /// The ninth field, without overrides in braces. Vector drawings are no words.
    private static func substation(_ event: String) -> String? {
        let fields = event.split(separator: ",", maxSplits: 8, omittingEmptySubsequences: false)
        guard fields.count == 9 else { return nil }
        let text = fields[8]
        guard !["\\p1", "\\p2", "\\p4"].contains(where: text.contains) else { return nil }
        return CaptionMarkup.withoutBraces(String(text))
            .split(separator: "\\N", omittingEmptySubsequences: false).joined(separator: "\n")
            .split(separator: "\\n", omittingEmptySubsequences: false).joined(separator: "\n")
            .split(separator: "\\h", omittingEmptySubsequences: false).joined(separator: " ")
    }
}
