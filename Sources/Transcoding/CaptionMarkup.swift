import MediaCore

/// Text out of marked-up text. Linear in its length, whatever it holds.
enum CaptionMarkup {
    /// Lines that are not blank, without control characters, as long as a caption may be; nil where nothing is left.
    static func plain(_ text: String) -> String? {
        let lines = text.unicodeScalars.split { "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) }
        var result = ""
        for line in lines {
            let scalars = line.filter { $0.properties.generalCategory != .control && $0 != "\u{feff}" }
            let words = String(String.UnicodeScalarView(scalars)).trimmed
            guard !words.isEmpty else { continue }
            let next = result.isEmpty ? words : "\n" + words
            if result.utf8.count + next.utf8.count > CaptionCue.longestText { break }
            result += next
        }
        return result.isEmpty ? nil : result
    }

    /// Without what stands in `<…>`.
    ///
    /// - Parameter known: only tags that SubRip files have; there, other angle brackets are text.
    static func withoutTags(_ text: String, known: Bool) -> String {
        let names: Set<Substring> = ["b", "i", "u", "s", "font", "c", "v", "ruby", "rt", "lang"]
        let stripped = removing(text, from: "<", to: ">") { content in
            let name = content.drop { $0 == "/" }.prefix { $0.isLetter }
            return !known || names.contains(Substring(name.lowercased()))
        }
        return known ? withoutBraces(stripped) : stripped
    }

    /// Without overrides such as `{\an8}`.
    static func withoutBraces(_ text: String) -> String { removing(text, from: "{", to: "}") { $0.hasPrefix("\\") } }

    static func webVTT(_ payload: String) -> String? {
        var text = withoutTags(payload, known: false)
        for (entity, character) in [
            ("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&lrm;", "\u{200e}"), ("&rlm;", "\u{200f}"), ("&amp;", "&"),
        ] where text.contains(entity) {
            text = text.split(separator: entity, omittingEmptySubsequences: false).joined(separator: character)
        }
        return plain(text)
    }

    private static func removing(
        _ text: String, from opening: Character, to closing: Character, if isMarkup: (Substring) -> Bool
    ) -> String {
        guard text.contains(opening) else { return text }
        var result = ""
        for (index, part) in text.split(separator: opening, omittingEmptySubsequences: false).enumerated() {
            guard index > 0 else {
                result += part
                continue
            }
            if let end = part.firstIndex(of: closing), isMarkup(part[..<end]) {
                result += part[part.index(after: end)...]
            } else {
                result += "\(opening)\(part)"
            }
        }
        return result
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
