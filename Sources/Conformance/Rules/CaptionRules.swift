import MediaCore

/// Captions: in HLS a WebVTT file for each segment, in DASH one for all.
enum CaptionRules {
    static let group = Rule(
        "CAPTION-001", .must,
        "EXT-X-MEDIA of captions has GROUP-ID, LANGUAGE, a NAME of its own, AUTOSELECT and URI, and every variant names the group.",
        source: "RFC 8216 §4.3.4.1, §4.3.4.2.1")
    static let pace = Rule(
        "CAPTION-002", .must, "A caption playlist has the target duration and, within one frame, the segments of the picture.",
        source: "Apple HLS Authoring 8.2; RFC 8216 §3.5")
    static let header = Rule(
        "CAPTION-003", .must,
        "Every caption file is WebVTT in UTF-8, and a segment maps local time zero to media time zero.",
        source: "W3C WebVTT §4.1; RFC 8216 §3.5")
    static let cues = Rule(
        "CAPTION-004", .must, "Every cue has times in order, starts no earlier than the one before it and ends with the asset.",
        source: "W3C WebVTT §4.1")
    static let coverage = Rule(
        "CAPTION-005", .must, "A segment holds exactly the cues that show during it, with the times of the file that holds all.",
        source: "RFC 8216 §3.5")
    static let presentation = Rule(
        "CAPTION-006", .must, "The MPD names one WebVTT file for each of HLS's captions, in its language and with a Role.",
        source: "DASH-IF IOP §6.4.4; ISO/IEC 23009-1 §5.8.5.5")

    static let all = [group, pace, header, cues, coverage, presentation]

    static func check(_ asset: PublishedAsset) -> [Violation] {
        guard let multivariant = asset.multivariant else { return [] }
        let renditions = multivariant.renditions.filter { $0.attributes["TYPE"] == "SUBTITLES" }
        var violations = checkGroups(renditions, multivariant)
        for path in asset.captions.keys.sorted() {
            if let file = asset.captions[path] { violations += checkText(file, path, asset) }
        }
        for rendition in renditions {
            guard let playlist = asset.playlist(of: rendition) else { continue }
            violations += checkPace(playlist, asset) + checkCoverage(playlist, asset)
        }
        return violations + checkPresentation(renditions, asset)
    }

    private static func checkGroups(
        _ renditions: [MultivariantPlaylist.Entry], _ multivariant: MultivariantPlaylist
    ) -> [Violation] {
        let file = multivariant.file
        var violations: [Violation] = []
        var names: Set<String> = []
        for rendition in renditions {
            let missing = ["GROUP-ID", "LANGUAGE", "NAME", "AUTOSELECT", "URI"].filter { rendition.attributes[$0] == nil }
            if !missing.isEmpty {
                violations.append(group.broken(in: file, at: rendition.place, "\(missing.joined(separator: ", ")) is missing"))
            } else if !names.insert("\(rendition.attributes["GROUP-ID"] ?? "")/\(rendition.attributes["NAME"] ?? "")").inserted {
                violations.append(group.broken(in: file, at: rendition.place, "another of the group has the same NAME"))
            }
        }
        let groups = Set(renditions.compactMap { $0.attributes["GROUP-ID"] })
        for variant in multivariant.variants {
            let named = variant.attributes["SUBTITLES"]
            guard groups.isEmpty ? named != nil : !(named.map(groups.contains) ?? false) else { continue }
            violations.append(group.broken(in: file, at: variant.place, "SUBTITLES is \(named ?? "missing")"))
        }
        return violations
    }

    private static func checkText(_ file: CaptionText, _ path: String, _ asset: PublishedAsset) -> [Violation] {
        guard file.isUTF8 else { return [header.broken(in: path, "the file is not UTF-8")] }
        let map = "X-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000"
        let isSegment = asset.captionPlaylists.contains { list in list.segments.contains { list.path(of: $0.uri) == path } }
        guard file.header == (isSegment ? ["WEBVTT", map] : ["WEBVTT"]) else {
            return [header.broken(in: path, "the header is “\(file.header.joined(separator: " | "))”")]
        }
        if let problem = file.problem { return [cues.broken(in: path, problem)] }
        if let (_, cue) = zip(file.cues, file.cues.dropFirst()).first(where: { $0.start > $1.start }) {
            return [cues.broken(in: path, "the cue at \(cue.start.seconds) s comes after a later one")]
        }
        // Milliseconds are rounded down.
        guard let end = asset.end, let late = file.cues.first(where: { $0.end > end }) else { return [] }
        return [cues.broken(in: path, "the cue at \(late.start.seconds) s ends after the asset, at \(late.end.seconds) s")]
    }

    private static func checkPace(_ playlist: MediaPlaylist, _ asset: PublishedAsset) -> [Violation] {
        guard let reference = (asset.videoPlaylists + asset.audioPlaylists).first else { return [] }
        if playlist.targetDuration != reference.targetDuration {
            return [
                pace.broken(
                    in: playlist.file,
                    "the target duration is \(playlist.targetDuration ?? 0) s, that of \(reference.file) \(reference.targetDuration ?? 0) s"
                )
            ]
        }
        guard playlist.segments.count == reference.segments.count else {
            return [
                pace.broken(
                    in: playlist.file, "it has \(playlist.segments.count) segments, \(reference.file) \(reference.segments.count)"
                )
            ]
        }
        let frame = asset.tracks[reference.file]?.frame ?? .zero
        guard
            let (segment, _) = zip(playlist.segments, reference.segments).first(where: {
                $0.duration.distance(to: $1.duration) > frame
            })
        else { return [] }
        return [pace.broken(in: playlist.file, at: segment.place, "the segment lasts another time than the picture's")]
    }

    private static func checkCoverage(_ playlist: MediaPlaylist, _ asset: PublishedAsset) -> [Violation] {
        let folder = playlist.file.split(separator: "/").dropLast().joined(separator: "/")
        guard let whole = asset.captions["\(folder)/captions.vtt"] else { return [] }
        var start = MediaTime.zero
        // Cues that have begun and not ended: a long file is gone through once.
        var open: [CaptionText.Cue] = []
        var next = 0
        // EXTINF has microseconds, a cue milliseconds: at a border either side is right.
        let slack = MediaTime(ticks: 1, timescale: 500)
        for (index, segment) in playlist.segments.enumerated() {
            let isLast = index == playlist.segments.count - 1
            let end = start + segment.duration
            defer { start = end }
            open.removeAll { $0.end + slack <= start }
            while next < whole.cues.count, isLast || whole.cues[next].start < end + slack {
                open.append(whole.cues[next])
                next += 1
            }
            guard let path = playlist.path(of: segment.uri), let file = asset.captions[path] else { continue }
            let due = open.filter { $0.start + slack < end && $0.end > start + slack }
            let allowed = Set(open)
            let found = Set(file.cues)
            if let missing = due.first(where: { !found.contains($0) }) {
                return [coverage.broken(in: path, "the cue at \(missing.start.seconds) s is missing")]
            }
            if let extra = file.cues.first(where: { !allowed.contains($0) }) {
                return [coverage.broken(in: path, "the cue at \(extra.start.seconds) s is not one of this segment's")]
            }
        }
        return []
    }

    private static func checkPresentation(
        _ renditions: [MultivariantPlaylist.Entry], _ asset: PublishedAsset
    ) -> [Violation] {
        guard let mpd = asset.presentation else { return [] }
        let sets = mpd.periods.flatMap(\.adaptationSets).filter { $0.representations.contains(where: \.isText) }
        let written = sets.map { $0.attributes["lang"] ?? "" }.sorted()
        let expected = renditions.map { $0.attributes["LANGUAGE"] ?? "" }.sorted()
        if written != expected {
            return [
                presentation.broken(
                    in: mpd.file,
                    "there are captions in “\(written.joined(separator: ","))”, HLS has “\(expected.joined(separator: ","))”")
            ]
        }
        return sets.filter { !$0.hasRole || $0.representations.count != 1 || $0.representations[0].references.count != 1 }.map {
            presentation.broken(in: mpd.file, at: $0.place, "it has no Role, or not one file")
        }
    }
}
