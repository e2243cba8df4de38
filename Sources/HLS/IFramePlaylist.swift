import MediaCore
import Presentation

/// The keyframes of one video track for scrubbing and fast play, as byte ranges into its segments.
package struct IFramePlaylist: Sendable {
    package var media: TrackMedia
    /// Seconds; the presentation's.
    package var targetDuration: Int
    /// The presentation's.
    package var protection: PresentationProtection?

    package init(_ media: TrackMedia, targetDuration: Int, protection: PresentationProtection? = nil) {
        self.media = media
        self.targetDuration = targetDuration
        self.protection = protection
    }

    /// Relative to the asset's folder.
    package static func path(in track: TrackID) -> String { "\(track.path)/iframes.m3u8" }

    /// The text. A keyframe lasts until the next one (RFC 8216 §4.3.3.6), which is its fragment's length; its range begins at
    /// the `moof`, without which the sample cannot be found.
    package func render() -> String {
        var playlist = PlaylistText()
        playlist.mediaHeader(targetDuration: targetDuration)
        playlist.tag("EXT-X-I-FRAMES-ONLY")
        playlist.tag("EXT-X-MAP", [.quoted("URI", TrackMedia.initFileName)])
        var keys = SegmentKeyTags(protection, media)
        for (segment, fragment) in media.fragments {
            keys.write(segment.key, to: &playlist)
            playlist.segmentDuration(microseconds: media.microseconds(from: fragment.start, to: fragment.end))
            playlist.tag("EXT-X-BYTERANGE", "\(fragment.keyframeByteCount)@\(fragment.offset)")
            playlist.uri(segment.fileName)
        }
        playlist.tag("EXT-X-ENDLIST")
        return playlist.text
    }
}
