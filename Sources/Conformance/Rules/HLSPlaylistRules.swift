import MediaCore

/// The text of each playlist by itself, and of media playlists against the segments they list.
enum HLSPlaylistRules {
    static let grammar = Rule(
        "HLS-001", .must, "Every playlist begins with #EXTM3U and follows the grammar of tags and attributes.",
        source: "RFC 8216 §4.1, §4.2, §4.3.1.1")
    static let version = Rule(
        "HLS-002", .must, "EXT-X-VERSION stands once, is at most 7 and is high enough for what the playlist uses.",
        source: "RFC 8216 §4.3.1.2, §7")
    static let targetDuration = Rule(
        "HLS-003", .must, "EXT-X-TARGETDURATION is at least every EXTINF rounded to the nearest second.",
        source: "RFC 8216 §4.3.3.1")
    static let equalTargetDurations = Rule(
        "HLS-004", .must, "EXT-X-TARGETDURATION is the same in every audio and video playlist.", source: "Apple HLS Authoring 8.2"
    )
    static let playlistType = Rule("HLS-005", .must, "EXT-X-PLAYLIST-TYPE is VOD.", source: "Apple HLS Authoring 8.6")
    static let endList = Rule("HLS-006", .must, "EXT-X-ENDLIST is present.", source: "RFC 8216 §4.3.3.4")
    static let map = Rule(
        "HLS-007", .must, "EXT-X-MAP precedes the first segment of every audio, video and I-frame playlist.",
        source: "Apple HLS Authoring 8.20")
    static let independentSegments = Rule(
        "HLS-008", .must, "EXT-X-INDEPENDENT-SEGMENTS is in the multivariant playlist or in every media playlist.",
        source: "RFC 8216 §4.3.5.1")
    static let decimals = Rule("HLS-009", .must, "EXTINF has at least six decimals.", source: "Apple HLS Authoring 8.1")
    static let exactDurations = Rule(
        "HLS-010", .must, "The EXTINF of any run of segments add up to its media within one frame.",
        source: "Apple HLS Authoring 8.1")
    static let segmentLength = Rule(
        "HLS-011", .must, "No segment's media is longer than the target duration by more than 0.5 s.",
        source: "Apple HLS Authoring 7.7")
    static let noClock = Rule(
        "HLS-012", .must, "No playlist names a date, by EXT-X-PROGRAM-DATE-TIME or EXT-X-DATERANGE.",
        source: "Sluice: same input, same bytes")
    static let unbroken = Rule(
        "HLS-013", .must, "A playlist is one timeline without EXT-X-DISCONTINUITY and EXT-X-GAP.",
        source: "RFC 8216 §4.3.2.3; rfc8216bis §4.4.4.7")

    static let once = Rule(
        "HLS-014", .must,
        "A tag about the whole of a media playlist stands once; EXT-X-MEDIA-SEQUENCE stands before the first segment.",
        source: "RFC 8216 §4.3.3, §4.3.3.2")

    static let all = [
        grammar, version, targetDuration, equalTargetDurations, playlistType, endList, map, independentSegments, decimals,
        exactDurations, segmentLength, noClock, unbroken, once,
    ]

    static func check(_ asset: PublishedAsset) -> [Violation] {
        guard let multivariant = asset.multivariant else { return [] }
        let playlists = asset.playlists.keys.sorted().compactMap { asset.playlists[$0] }
        let media = asset.videoPlaylists + asset.audioPlaylists
        var violations = multivariant.problems.map { grammar.broken(in: multivariant.file, at: $0.place, $0.message) }
        violations += checkVersion(multivariant.versions, lowest: 1, file: multivariant.file)
        if multivariant.variants.isEmpty {
            violations.append(grammar.broken(in: multivariant.file, "there is no EXT-X-STREAM-INF"))
        }
        violations += checkTags(multivariant.otherTags, file: multivariant.file)
        violations += playlists.flatMap { checkText($0, asset) + checkTags($0.otherTags, file: $0.file) }
        violations += checkTargetDurations(media)
        if !multivariant.isIndependent {
            violations += media.filter { !$0.isIndependent }.map {
                independentSegments.broken(in: $0.file, "neither this playlist nor \(multivariant.file) has the tag")
            }
        }
        return violations + media.flatMap { checkMedia($0, asset.tracks[$0.file]) }
    }

    private static func checkText(_ playlist: MediaPlaylist, _ asset: PublishedAsset) -> [Violation] {
        let file = playlist.file
        var violations = playlist.problems.map { grammar.broken(in: file, at: $0.place, $0.message) }
        violations += checkVersion(playlist.versions, lowest: playlist.lowestVersion, file: file)
        if let target = playlist.targetDuration {
            violations += playlist.segments.filter { $0.duration.ticks(timescale: 1) > target }.map {
                targetDuration.broken(in: file, at: $0.place, "\($0.duration.seconds) s is more than \(target) s when rounded")
            }
        } else {
            violations.append(targetDuration.broken(in: file, "there is no EXT-X-TARGETDURATION"))
        }
        if playlist.playlistType != "VOD" {
            violations.append(playlistType.broken(in: file, "the type is \(playlist.playlistType ?? "not written")"))
        }
        violations += playlist.misplacedTags.map {
            once.broken(in: file, at: $0.place, "there is an \($0.name) too many or too late")
        }
        if !playlist.hasEndList { violations.append(endList.broken(in: file, "the tag is missing")) }
        if !(asset.imagePlaylists + asset.captionPlaylists).contains(where: { $0.file == file }), playlist.mapURI == nil {
            violations.append(map.broken(in: file, "the tag is missing"))
        }
        violations += playlist.segments.filter { $0.decimals < 6 }.map {
            decimals.broken(in: file, at: $0.place, "EXTINF has \($0.decimals) decimals")
        }
        return violations
    }

    private static func checkTags(_ tags: [PlaylistTag], file: String) -> [Violation] {
        tags.compactMap { tag in
            switch tag.name {
            case "EXT-X-PROGRAM-DATE-TIME", "EXT-X-DATERANGE":
                noClock.broken(in: file, at: tag.place, "there is an \(tag.name)")
            case "EXT-X-DISCONTINUITY", "EXT-X-GAP": unbroken.broken(in: file, at: tag.place, "there is an \(tag.name)")
            default: nil
            }
        }
    }

    private static func checkVersion(_ versions: [Int], lowest: Int, file: String) -> [Violation] {
        guard versions.count == 1, let only = versions.first else {
            return [version.broken(in: file, "EXT-X-VERSION stands \(versions.count) times")]
        }
        guard (lowest...7).contains(only) else {
            return [version.broken(in: file, "version \(only) is outside \(lowest) to 7")]
        }
        return []
    }

    private static func checkTargetDurations(_ playlists: [MediaPlaylist]) -> [Violation] {
        guard let expected = playlists.compactMap(\.targetDuration).first else { return [] }
        return playlists.filter { $0.targetDuration != nil && $0.targetDuration != expected }.map {
            equalTargetDurations.broken(
                in: $0.file, "the target duration is \($0.targetDuration ?? 0) s, that of \(playlists[0].file) is \(expected) s")
        }
    }

    private static func checkMedia(_ playlist: MediaPlaylist, _ track: TrackMeasurement?) -> [Violation] {
        guard let track, track.isComplete, track.segments.count == playlist.segments.count else { return [] }
        var violations: [Violation] = []
        // Of the sums from the start, the largest distance between any two is that of the worst run.
        var drift = (now: MediaTime.zero, lowest: MediaTime.zero, highest: MediaTime.zero)
        // Six decimals may lose half a microsecond in each EXTINF.
        let rounding = MediaTime(ticks: Int64(playlist.segments.count), timescale: 1_000_000)
        for (listed, measured) in zip(playlist.segments, track.segments) {
            let truth = track.time(measured.duration)
            drift.now = drift.now + (listed.duration - truth)
            drift.lowest = min(drift.lowest, drift.now)
            drift.highest = max(drift.highest, drift.now)
            if drift.highest - drift.lowest > track.frame + rounding {
                violations.append(
                    exactDurations.broken(
                        in: playlist.file, at: listed.place,
                        "the sum of EXTINF up to here is off by more than one frame (\(track.frame.seconds) s)"))
                break
            }
        }
        if let target = playlist.targetDuration {
            let longest = MediaTime(ticks: Int64(clamping: target), timescale: 1) + MediaTime(ticks: 1, timescale: 2)
            violations += zip(playlist.segments, track.segments).filter { track.time($1.duration) > longest }.map {
                segmentLength.broken(
                    in: playlist.file, at: $0.place,
                    "the segment lasts \(track.time($1.duration).seconds) s at a target duration of \(target) s")
            }
        }
        return violations
    }
}

extension MediaPlaylist {
    /// The lowest EXT-X-VERSION that has everything used here (RFC 8216 §7).
    fileprivate var lowestVersion: Int {
        if mapURI != nil { return isIFramesOnly ? 5 : 6 }
        if isIFramesOnly || segments.contains(where: { $0.byteRange != nil }) { return 4 }
        return segments.contains { $0.decimals > 0 } ? 3 : 1
    }
}
