import MediaCore

/// Text of WebVTT files (W3C WebVTT §4).
package enum WebVTT {
    /// `HH:MM:SS.mmm`.
    package static func timestamp(milliseconds: Int64) -> String {
        let (minutes, rest) = milliseconds.quotientAndRemainder(dividingBy: 60_000)
        return "\(twoDigits(minutes / 60)):\(twoDigits(minutes % 60)):\(rest < 10_000 ? "0" : "")\(decimalText(rest, places: 3))"
    }

    /// A file of cues.
    ///
    /// - Parameter header: further lines of the header, each with its line feed.
    package static func document(header: String = "", _ cues: some Sequence<CaptionCue>) -> String {
        var text = "WEBVTT\n\(header)"
        for cue in cues {
            let (start, end) = (timestamp(milliseconds: cue.start / 1000), timestamp(milliseconds: cue.end / 1000))
            text += "\n\(start) --> \(end)\n\(escaped(cue.text))\n"
        }
        return text
    }

    /// A cue's text in which nothing is a tag, an entity or an arrow.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
