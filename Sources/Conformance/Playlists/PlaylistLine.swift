/// A line of a playlist that says something (RFC 8216 §4.1): a tag or a URI.
struct PlaylistLine: Hashable, Sendable {
    enum Content: Hashable, Sendable {
        /// `#EXT…`, with what follows its colon; empty where none follows.
        case tag(name: String, value: String)
        case uri(String)
    }

    /// From 1.
    let number: Int
    let content: Content

    var place: String { "line \(number)" }

    /// Splits a playlist, leaving out comments and empty lines. The first line is kept whatever it is.
    static func split(_ bytes: [UInt8]) -> [PlaylistLine] {
        var lines: [PlaylistLine] = []
        let texts = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, raw) in texts.enumerated() {
            let text = String(decoding: raw.last == UInt8(ascii: "\r") ? raw.dropLast() : raw, as: UTF8.self)
            if text.hasPrefix("#EXT") {
                let name = text.prefix { $0 != ":" }
                lines.append(
                    PlaylistLine(
                        number: index + 1,
                        content: .tag(name: String(name.dropFirst()), value: String(text.dropFirst(name.count + 1)))))
            } else if !text.isEmpty, !text.hasPrefix("#") {
                lines.append(PlaylistLine(number: index + 1, content: .uri(text)))
            }
        }
        return lines
    }
}

/// A tag by its name.
struct PlaylistTag: Hashable, Sendable {
    let name: String
    let place: String
}

/// A line that breaks the grammar of playlists.
struct PlaylistProblem: Hashable, Sendable {
    let place: String
    let message: String
}
