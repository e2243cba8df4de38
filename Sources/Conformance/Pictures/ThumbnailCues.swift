import MediaCore

/// The cues of `thumbnails.vtt` (W3C WebVTT §4), each the place of a small picture in a sheet.
struct ThumbnailCues: Sendable {
    struct Cue: Hashable, Sendable {
        let start: MediaTime
        let end: MediaTime
        /// The URI with its `#xywh=` fragment.
        let uri: String
        /// Left, top, width, height in pixels; nil where the fragment does not say.
        let area: Area?
        let place: String
    }

    struct Area: Hashable, Sendable {
        let x: Int
        let y: Int
        let width: Int
        let height: Int

        /// `sprite-1.jpg#xywh=0,0,160,90` (W3C Media Fragments §4.2.2), in pixels with or without `pixel:`.
        init?(fragmentOf uri: String) {
            guard let start = uri.firstIndex(of: "#") else { return nil }
            let fragment = uri[start...].dropFirst()
            guard fragment.hasPrefix("xywh=") else { return nil }
            let value = fragment.dropFirst(5)
            let numbers = (value.hasPrefix("pixel:") ? value.dropFirst(6) : value)
                .split(separator: ",", omittingEmptySubsequences: false).map { UInt16($0) }
            guard numbers.count == 4, case let known = numbers.compactMap({ $0 }).map(Int.init), known.count == 4 else {
                return nil
            }
            (x, y, width, height) = (known[0], known[1], known[2], known[3])
        }
    }

    let file: String
    private(set) var cues: [Cue] = []
    private(set) var problems: [PlaylistProblem] = []

    init(parsing bytes: [UInt8], file: String) {
        self.file = file
        let lines = String(decoding: bytes, as: UTF8.self).split(omittingEmptySubsequences: false) { $0.isNewline }
        guard let first = lines.first, first == "WEBVTT" || first.hasPrefix("WEBVTT ") || first.hasPrefix("WEBVTT\t") else {
            problems.append(PlaylistProblem(place: "line 1", message: "the file does not begin with WEBVTT"))
            return
        }
        for (index, line) in lines.enumerated() {
            guard let arrow = line.firstRange(of: "-->") else { continue }
            let place = "line \(index + 1)"
            let end = line[arrow.upperBound...].split(separator: " ").first ?? ""
            guard let start = Self.timestamp(line[..<arrow.lowerBound].filter { $0 != " " }), let end = Self.timestamp(end) else {
                problems.append(PlaylistProblem(place: place, message: "the cue's times cannot be read"))
                continue
            }
            let payload = index + 1 < lines.count ? String(lines[index + 1]) : ""
            guard !payload.isEmpty else {
                problems.append(PlaylistProblem(place: place, message: "the cue has no payload"))
                continue
            }
            cues.append(Cue(start: start, end: end, uri: payload, area: Area(fragmentOf: payload), place: place))
        }
    }

    var references: [URIReference] { cues.map { URIReference(uri: $0.uri, file: file, place: $0.place) } }

    /// `HH:MM:SS.mmm` or `MM:SS.mmm`.
    static func timestamp(_ text: some StringProtocol) -> MediaTime? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let last = parts.last, let seconds = DecimalSeconds(last), seconds.decimals == 3,
            seconds.time < MediaTime(ticks: 60, timescale: 1)
        else { return nil }
        var minutes: Int64 = 0
        for part in parts.dropLast() {
            guard let value = UInt16(part) else { return nil }
            minutes = minutes * 60 + Int64(value)
        }
        return MediaTime(ticks: minutes * 60, timescale: 1) + seconds.time
    }
}
