import Glibc
import MediaCore

/// Why a caption file cannot be used.
package enum CaptionFileFault: Hashable, Sendable {
    case tooLarge
    case notUTF8
    case noCues
}

/// A SubRip or WebVTT file, told apart by its content. Only times and words are taken: positions, styles and notes are left out.
package struct CaptionFile {
    /// Bytes of a file at most.
    static let largest = CaptionCue.mostText

    /// Reads the whole of a file.
    ///
    /// - Parameter descriptor: readable; stays the caller's.
    package static func cues(descriptor: Int32) throws(TranscodingError) -> [CaptionCue] {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= largest {
            let count = pread(descriptor, &block, block.count, off_t(bytes.count))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system("The caption file cannot be read: \(String(cString: strerror(errno))).") }
            guard count > 0 else { return try cues(of: bytes) }
            bytes += block[..<count]
        }
        throw .rejected(.captionFile(.tooLarge))
    }

    static func cues(of bytes: [UInt8]) throws(TranscodingError) -> [CaptionCue] {
        guard let text = String(validating: bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes[3...] : bytes[...], as: UTF8.self)
        else { throw .rejected(.captionFile(.notUTF8)) }
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        let isWebVTT = lines.first?.hasPrefix("WEBVTT") == true
        var cues: [CaptionCue] = []
        var index = 0
        // One too many says that there are more.
        while index < lines.count, cues.count <= CaptionCue.most {
            guard let times = times(lines[index]) else {
                index += 1
                continue
            }
            let first = index + 1
            index = lines[first...].firstIndex { $0.allSatisfy(\.isWhitespace) } ?? lines.count
            let words = lines[first..<index].joined(separator: "\n")
            let plain =
                isWebVTT ? CaptionMarkup.webVTT(words) : CaptionMarkup.plain(CaptionMarkup.withoutTags(words, known: true))
            if let plain { cues.append(CaptionCue(start: times.start, end: times.end, text: plain)) }
        }
        guard !cues.isEmpty else { throw .rejected(.captionFile(.noCues)) }
        return cues
    }

    /// `00:00:01.000 --> 00:00:02,500`, followed by whatever WebVTT allows.
    private static func times(_ line: Substring) -> (start: Int64, end: Int64)? {
        guard let arrow = line.firstRange(of: "-->"), let start = time(line[..<arrow.lowerBound]),
            let end = line[arrow.upperBound...].split(whereSeparator: \.isWhitespace).first.flatMap(time), start < end
        else { return nil }
        return (start, end)
    }

    /// Microseconds of `[H…:]MM:SS.mmm`, the point a comma in SubRip.
    private static func time(_ text: Substring) -> Int64? {
        let parts =
            text.split(whereSeparator: \.isWhitespace).first?.split(separator: ":", omittingEmptySubsequences: false) ?? []
        guard (2...3).contains(parts.count), let last = parts.last else { return nil }
        let seconds = last.split(whereSeparator: { $0 == "." || $0 == "," })
        guard seconds.count == 2, seconds[1].utf8.count == 3, let whole = number(seconds[0]), whole < 60,
            let thousandths = number(seconds[1])
        else { return nil }
        var minutes: Int64 = 0
        for part in parts.dropLast() {
            guard let value = number(part) else { return nil }
            minutes = minutes * 60 + value
        }
        return ((minutes * 60 + whole) * 1000 + thousandths) * 1000
    }

    private static func number(_ text: Substring) -> Int64? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text)
    }
}
