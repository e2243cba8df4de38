import MediaCore
import Presentation

/// `master.m3u8`: what there is to choose from.
package struct MultivariantPlaylist: Sendable {
    package var presentation: Presentation
    /// Bits a second of each track of an asset in the making, of which nothing is measured yet.
    private let expected: [TrackID: Int]?

    package init(_ presentation: Presentation, expected: [TrackID: Int]? = nil) {
        self.presentation = presentation
        self.expected = expected
    }

    /// Relative to the asset's folder.
    package static let path = "master.m3u8"

    package func render() -> String {
        var playlist = PlaylistText()
        playlist.version()
        playlist.tag("EXT-X-INDEPENDENT-SEGMENTS")
        if presentation.video.isEmpty {
            for audio in presentation.audio {
                playlist.tag("EXT-X-STREAM-INF", soundStream(audio))
                playlist.uri(MediaPlaylist.path(in: audio.media.id))
            }
            return playlist.text
        }
        let groups = presentation.audioGroups
        for (number, group) in groups.enumerated() {
            for (index, audio) in group.enumerated() {
                playlist.tag("EXT-X-MEDIA", rendition(audio, of: Self.audioGroup(number, group), isDefault: index == 0))
            }
        }
        for text in presentation.text { playlist.tag("EXT-X-MEDIA", rendition(text)) }
        // Every picture with every group, what all players hear first.
        for (number, group) in (groups.isEmpty ? [[]] : groups).enumerated() {
            for video in variants {
                playlist.tag("EXT-X-STREAM-INF", variantStream(video, group, Self.audioGroup(number, group)))
                playlist.uri(MediaPlaylist.path(in: video.media.id))
            }
        }
        for video in expected == nil && presentation.hasKeyframeRanges ? presentation.video : [] {
            playlist.tag("EXT-X-I-FRAME-STREAM-INF", iFrameStream(video))
        }
        if let thumbnails = presentation.thumbnails {
            playlist.tag("EXT-X-IMAGE-STREAM-INF", imageStream(thumbnails))
        }
        return playlist.text
    }

    private static func audioGroup(_ number: Int, _ group: [AudioTrack]) -> String {
        number == 0 ? "audio" : "audio-\(group[0].channelCount)"
    }

    private static let textGroup = "subs"

    /// What a player that knows nothing of its network begins with: about 2 Mbit/s (HLS authoring specification 1.32).
    private static let defaultBitRate = 2_200_000

    /// The default variant first, then the others, codec by codec and highest first. The default is of the codec that most
    /// players know: the highest whose average video rate is about 2 Mbit/s or less; the lowest where none is.
    private var variants: [VideoTrack] {
        let common = presentation.switchingSets.first ?? []
        let affordable = common.firstIndex { $0.media.averageBitRate <= Self.defaultBitRate }
        guard let index = affordable ?? common.indices.last else { return [] }
        var variants = presentation.video
        variants.insert(variants.remove(at: index), at: 0)
        return variants
    }

    private func rendition(_ audio: AudioTrack, of group: String, isDefault: Bool) -> [Attribute] {
        [
            .bare("TYPE", "AUDIO"),
            .quoted("GROUP-ID", group),
            .quoted("LANGUAGE", audio.language),
            .quoted("NAME", audio.name),
            .bare("DEFAULT", isDefault ? "YES" : "NO"),
            .bare("AUTOSELECT", "YES"),
            .quoted("CHANNELS", "\(audio.channelCount)"),
            .quoted("URI", MediaPlaylist.path(in: audio.media.id)),
        ]
    }

    /// Never on by itself: whether words are wanted is for the viewer's settings to say.
    private func rendition(_ text: TextTrack) -> [Attribute] {
        [
            .bare("TYPE", "SUBTITLES"),
            .quoted("GROUP-ID", Self.textGroup),
            .quoted("LANGUAGE", text.language),
            .quoted("NAME", text.name),
            .bare("DEFAULT", "NO"),
            .bare("AUTOSELECT", "YES"),
            .bare("FORCED", "NO"),
            .quoted("URI", presentation.clearFolder + MediaPlaylist.path(in: text.id)),
        ]
    }

    private func variantStream(_ video: VideoTrack, _ sounds: [AudioTrack], _ group: String) -> [Attribute] {
        let audioPeak = sounds.map { peak($0.media) }.max() ?? 0
        let audioAverage = sounds.map { average($0.media) }.max() ?? 0
        var attributes: [Attribute] = [
            .decimal("BANDWIDTH", peak(video.media) + audioPeak),
            .decimal("AVERAGE-BANDWIDTH", average(video.media) + audioAverage),
            .quoted("CODECS", codecs(of: video, with: sounds)),
            .bare("RESOLUTION", video.resolution.description),
            .bare("FRAME-RATE", decimalText(video.frameRate.thousandths, places: 3)),
        ]
        attributes += videoRange(video)
        if !sounds.isEmpty { attributes.append(.quoted("AUDIO", group)) }
        if !presentation.text.isEmpty { attributes.append(.quoted("SUBTITLES", Self.textGroup)) }
        attributes.append(.bare("CLOSED-CAPTIONS", "NONE"))
        return attributes
    }

    private func peak(_ media: TrackMedia) -> Int {
        expected.map { $0[media.id] ?? 0 } ?? media.peakBitRate(targetDuration: presentation.targetDuration)
    }

    private func average(_ media: TrackMedia) -> Int { expected.map { $0[media.id] ?? 0 } ?? media.averageBitRate }

    /// Sound as a variant of its own, where there is no picture.
    private func soundStream(_ audio: AudioTrack) -> [Attribute] {
        [
            .decimal("BANDWIDTH", peak(audio.media)),
            .decimal("AVERAGE-BANDWIDTH", average(audio.media)),
            .quoted("CODECS", audio.media.codecs),
        ]
    }

    /// Each codec that playing this video with any sound of the group needs, once.
    private func codecs(of video: VideoTrack, with sounds: [AudioTrack]) -> String {
        var codecs = [video.media.codecs]
        for audio in sounds where !codecs.contains(audio.media.codecs) { codecs.append(audio.media.codecs) }
        return codecs.joined(separator: ",")
    }

    /// FRAME-RATE, AUDIO and CLOSED-CAPTIONS are not allowed here (RFC 8216 §4.3.4.3).
    private func iFrameStream(_ video: VideoTrack) -> [Attribute] {
        let keyframes = video.media.keyframeSpans
        return [
            .decimal("BANDWIDTH", keyframes.peakBitRate(targetDuration: presentation.targetDuration)),
            .decimal("AVERAGE-BANDWIDTH", keyframes.averageBitRate),
            .quoted("CODECS", video.media.codecs),
            .bare("RESOLUTION", video.resolution.description),
        ] + videoRange(video) + [.quoted("URI", IFramePlaylist.path(in: video.media.id))]
    }

    /// Where there is HDR every variant says which it is; without the attribute it is SDR (RFC 8216bis §4.4.6.2).
    private func videoRange(_ video: VideoTrack) -> [Attribute] {
        guard presentation.video.contains(where: \.color.isHDR) else { return [] }
        return [.bare("VIDEO-RANGE", video.color.dynamicRange.rawValue)]
    }

    private func imageStream(_ thumbnails: ThumbnailTrack) -> [Attribute] {
        [
            .decimal("BANDWIDTH", ImagePlaylist(thumbnails, duration: presentation.duration).peakBitRate),
            .bare("RESOLUTION", thumbnails.tile.description),
            .quoted("CODECS", "jpeg"),
            .quoted("URI", presentation.clearFolder + ImagePlaylist.path),
        ]
    }
}

extension FrameRate {
    /// Frames in 1000 s, to nearest.
    fileprivate var thousandths: Int64 { (Int64(numerator) * 1000 + Int64(denominator) / 2) / Int64(denominator) }
}
