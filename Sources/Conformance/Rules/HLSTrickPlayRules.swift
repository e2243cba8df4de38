import MediaCore

/// I-frame playlists; the image playlist's are `HLSImageRules`.
enum HLSTrickPlayRules {
    static let iFrameStream = Rule(
        "HLS-040", .must,
        "There is an EXT-X-I-FRAME-STREAM-INF with BANDWIDTH, CODECS, RESOLUTION and URI for every video track.",
        source: "Apple HLS Authoring 6.1; RFC 8216 §4.3.4.3")
    static let iFrameStreamAttributes = Rule(
        "HLS-041", .must, "EXT-X-I-FRAME-STREAM-INF has neither FRAME-RATE nor AUDIO.", source: "RFC 8216 §4.3.4.3")
    static let iFrameStreamValues = Rule(
        "HLS-042", .must, "CODECS and RESOLUTION of EXT-X-I-FRAME-STREAM-INF are those of its track, BANDWIDTH is within 10 %.",
        source: "RFC 8216 §4.3.4.3; Apple HLS Authoring 1.27")
    static let iFramesOnly = Rule(
        "HLS-043", .must, "An I-frame playlist has EXT-X-I-FRAMES-ONLY.", source: "RFC 8216 §4.3.3.6")
    static let iFrameRanges = Rule(
        "HLS-044", .must,
        "A byte range of an I-frame playlist begins at a moof and holds all of its first sample, the picture that TIME-006 wants.",
        source: "Apple HLS Authoring 6.10; RFC 8216 §4.3.3.6")
    static let iFrameDurations = Rule(
        "HLS-045", .must, "Each I-frame of a playlist lasts until the next, and all as long as the track, within one frame.",
        source: "RFC 8216 §4.3.3.6")
    static let all = [
        iFrameStream, iFrameStreamAttributes, iFrameStreamValues, iFramesOnly, iFrameRanges, iFrameDurations,
    ]

    static func check(_ asset: PublishedAsset) -> [Violation] {
        guard let multivariant = asset.multivariant, !asset.videoTracks.isEmpty else { return [] }
        let file = multivariant.file
        var violations: [Violation] = []
        // Only video variants: a track is known by the init segment that it shares with its I-frames.
        // No range of a file that is encrypted whole opens.
        for track in asset.videoTracks
        where asset.scheme != .aes128 && !asset.iFramePlaylists.contains(where: { track.isSource(of: $0) }) {
            // A playlist that is named but missing is FILE-002's.
            guard multivariant.iFrameStreams.allSatisfy({ asset.playlist(of: $0) != nil }) else { continue }
            violations.append(iFrameStream.broken(in: file, "there is none for \(track.playlist)"))
        }
        for stream in multivariant.iFrameStreams {
            violations += iFrameStream.missing(["BANDWIDTH", "CODECS", "RESOLUTION", "URI"], in: stream, file)
            violations += ["FRAME-RATE", "AUDIO"].filter { stream.attributes[$0] != nil }.map {
                iFrameStreamAttributes.broken(in: file, at: stream.place, "\($0) is not allowed here")
            }
            guard let playlist = asset.playlist(of: stream),
                let track = asset.videoTracks.first(where: { $0.isSource(of: playlist) })
            else { continue }
            violations += checkPlaylist(playlist, track)
            violations += checkValues(stream, playlist, track, file)
        }
        return violations
    }

    private static func checkValues(
        _ stream: MultivariantPlaylist.Entry, _ playlist: MediaPlaylist, _ track: TrackMeasurement, _ file: String
    ) -> [Violation] {
        var messages: [String] = []
        if let codecs = stream.attributes["CODECS"], codecs.lowercased() != track.header.codec.lowercased() {
            messages.append("CODECS is “\(codecs)”, the track is \(track.header.codec)")
        }
        if let size = stream.attributes.resolution("RESOLUTION"), let video = track.header.video, size != video.size {
            messages.append("RESOLUTION is \(size), the picture is \(video.size)")
        }
        let spans = playlist.segments.map { ($0.byteRange?.length ?? 0, $0.duration.seconds) }
        if let declared = stream.attributes.integer("BANDWIDTH"),
            let measured = BitRate(spans: spans, targetDuration: playlist.targetDuration ?? 0),
            playlist.segments.allSatisfy({ $0.byteRange != nil }), !BitRate.isClose(declared, to: measured.peak)
        {
            messages.append("BANDWIDTH is \(declared), the measured peak is \(measured.peak.rounded(.up))")
        }
        return messages.map { iFrameStreamValues.broken(in: file, at: stream.place, $0) }
    }

    private static func checkPlaylist(_ playlist: MediaPlaylist, _ track: TrackMeasurement) -> [Violation] {
        var violations: [Violation] = []
        if !playlist.isIFramesOnly { violations.append(iFramesOnly.broken(in: playlist.file, "the tag is missing")) }
        guard track.isComplete else { return violations }
        let segments = Dictionary(track.segments.map { ($0.file, $0) }) { first, _ in first }
        var pictures: [(entry: MediaPlaylist.Segment, start: Int64)] = []
        for entry in playlist.segments {
            guard let segment = playlist.path(of: entry.uri).flatMap({ segments[$0] }) else { continue }
            let (fragment, fault) = picture(of: entry, in: segment)
            if let fault { violations.append(iFrameRanges.broken(in: playlist.file, at: entry.place, fault)) }
            if let fragment { pictures.append((entry, fragment.firstPresentation)) }
        }
        for (picture, next) in zip(pictures, pictures.dropFirst()) {
            let shown = track.time(next.start &- picture.start)
            guard picture.entry.duration.distance(to: shown) > track.frame else { continue }
            violations.append(
                iFrameDurations.broken(
                    in: playlist.file, at: picture.entry.place,
                    "the I-frame lasts \(picture.entry.duration.seconds) s, the next comes after \(shown.seconds) s"))
        }
        let rounding = MediaTime(ticks: Int64(playlist.segments.count), timescale: 1_000_000)
        if playlist.duration.distance(to: track.duration) > track.frame + rounding {
            violations.append(
                iFrameDurations.broken(
                    in: playlist.file, "the I-frames last \(playlist.duration.seconds) s, the track \(track.duration.seconds) s"))
        }
        return violations
    }

    /// The fragment that the byte range of an entry begins with, and what is wrong with the range.
    private static func picture(
        of entry: MediaPlaylist.Segment, in segment: SegmentMeasurement
    ) -> (fragment: FragmentMeasurement?, fault: String?) {
        guard let range = entry.byteRange else { return (nil, "there is no EXT-X-BYTERANGE") }
        guard let fragment = segment.fragments.first(where: { $0.offset == range.offset }) else {
            return (nil, "no moof begins at byte \(range.offset) of \(entry.uri)")
        }
        let isWhole =
            range.length >= fragment.firstSampleEnd - fragment.offset && range.length <= segment.byteCount - range.offset
        return (fragment, isWhole ? nil : "\(range.length) bytes from \(range.offset) do not hold the first sample")
    }
}

extension Rule {
    /// This rule, broken by each attribute that an entry of the multivariant playlist lacks.
    func missing(_ names: [String], in entry: MultivariantPlaylist.Entry, _ file: String) -> [Violation] {
        names.filter { entry.attributes[$0] == nil }.map { broken(in: file, at: entry.place, "\($0) is missing") }
    }
}

extension TrackMeasurement {
    /// An I-frame playlist's bytes are this track's when it names the same init segment, or any of its segments.
    fileprivate func isSource(of playlist: MediaPlaylist) -> Bool {
        if let map = playlist.mapURI.flatMap(playlist.path) { return map == header.file }
        let files = Set(playlist.segments.compactMap { playlist.path(of: $0.uri) })
        return segments.contains { files.contains($0.file) }
    }
}
