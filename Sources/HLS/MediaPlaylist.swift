import MediaCore
import Presentation

/// The segments of one video or audio track, all of them, in order.
package struct MediaPlaylist: Sendable {
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
    package static func path(in track: TrackID) -> String { "\(track.path)/media.m3u8" }

    /// The text; its URIs are relative to the track's folder.
    package func render() -> String {
        var playlist = PlaylistText()
        playlist.mediaHeader(targetDuration: targetDuration)
        playlist.tag("EXT-X-INDEPENDENT-SEGMENTS")
        // Before any key: the init segment is clear.
        playlist.tag("EXT-X-MAP", [.quoted("URI", TrackMedia.initFileName)])
        var keys = SegmentKeyTags(protection, media)
        for segment in media.segments {
            keys.write(segment.key, to: &playlist)
            playlist.segmentDuration(microseconds: media.microseconds(from: segment.start, to: segment.end))
            playlist.uri(segment.fileName)
        }
        playlist.tag("EXT-X-ENDLIST")
        return playlist.text
    }
}
