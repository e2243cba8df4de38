import MediaCore

/// A finished asset as players see it: its tracks, what their segments hold and when, and its thumbnails.
/// HLS and DASH text are pure functions of this value, so both describe the same bytes.
package struct Presentation: Hashable, Codable, Sendable {
    /// From zero to the end of the last picture, or of the sound where there is no picture.
    package var duration: MediaTime
    /// Codec by codec, the most widely played first, and of each the highest first. All have the same segment boundaries.
    package var video: [VideoTrack]
    /// Group by group: of those of one number of channels, any goes with any video track. The first of each is its default. Empty
    /// for an asset without sound.
    package var audio: [AudioTrack]
    /// One group: any of them goes with any video track.
    package var text: [TextTrack]
    package var thumbnails: ThumbnailTrack?
    /// Absent where all is clear.
    package var protection: PresentationProtection?

    package init(
        duration: MediaTime, video: [VideoTrack], audio: [AudioTrack], text: [TextTrack] = [], thumbnails: ThumbnailTrack? = nil,
        protection: PresentationProtection? = nil
    ) {
        self.duration = duration
        self.video = video
        self.audio = audio
        self.text = text
        self.thumbnails = thumbnails
        self.protection = protection
    }

    /// Where text and thumbnails lie, which are clear and there once, relative to the manifests: an encrypted presentation has a
    /// folder of its own in the asset's.
    package var clearFolder: String { protection == nil ? "" : "../" }

    /// Keyframes can be fetched for themselves. Not of files that are encrypted whole: no range of them opens.
    package var hasKeyframeRanges: Bool { protection?.scheme != .aes128 }

    /// The video tracks codec by codec: a player switches within a set. The first holds what most players know.
    package var switchingSets: [[VideoTrack]] {
        video.reduce(into: []) { sets, track in
            if let last = sets.last?.last, last.media.sampleEntryCode == track.media.sampleEntryCode {
                sets[sets.count - 1].append(track)
            } else {
                sets.append([track])
            }
        }
    }

    /// The sound by number of channels: a variant goes with one of these groups.
    package var audioGroups: [[AudioTrack]] {
        audio.reduce(into: []) { groups, track in
            if groups.last?.last?.channelCount == track.channelCount {
                groups[groups.count - 1].append(track)
            } else {
                groups.append([track])
            }
        }
    }

    /// The track whose segments those of text begin and end with: the picture's, else the sound's.
    package var pace: TrackMedia? { video.first?.media ?? audio.first?.media }

    /// Seconds: the longest segment of any audio or video track, rounded to nearest, at least 1. One number for all
    /// playlists (RFC 8216 §4.3.3.1; the HLS authoring specification wants it equal for audio and video).
    package var targetDuration: Int {
        let tracks = video.map(\.media) + audio.map(\.media)
        let longest =
            tracks.lazy.flatMap { track in
                track.segments.lazy.map { track.microseconds(from: $0.start, to: $0.end) }
            }.max() ?? 0
        return max(1, Int((longest + 500_000) / 1_000_000))
    }
}
