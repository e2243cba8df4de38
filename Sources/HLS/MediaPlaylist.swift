import MediaCore
import Presentation

/// The segments of one video or audio track, in order.
package struct MediaPlaylist: Sendable {
    package var media: TrackMedia
    /// Seconds; the presentation's.
    package var targetDuration: Int
    /// The presentation's.
    package var protection: PresentationProtection?
    package var stage = Stage.finished

    /// A playlist of an asset in the making only grows, and has its final text once the asset is finished (RFC 8216 §4.3.3.5, §6.2.1).
    package enum Stage: Sendable {
        /// More segments will come.
        case growing
        /// All segments are there.
        case grown
        case finished
    }

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
        playlist.mediaHeader(targetDuration: targetDuration, type: stage == .finished ? "VOD" : "EVENT")
        playlist.tag("EXT-X-INDEPENDENT-SEGMENTS")
        // Players begin what grows near its end, unless told otherwise (RFC 8216 §4.3.5.2).
        if stage != .finished { playlist.tag("EXT-X-START", [.decimal("TIME-OFFSET", 0)]) }
        // Before any key: the init segment is clear.
        playlist.tag("EXT-X-MAP", [.quoted("URI", TrackMedia.initFileName)])
        var keys = SegmentKeyTags(protection, media)
        for segment in media.segments {
            keys.write(segment.key, to: &playlist)
            playlist.segmentDuration(microseconds: media.microseconds(from: segment.start, to: segment.end))
            playlist.uri(segment.fileName)
        }
        if stage != .growing { playlist.tag("EXT-X-ENDLIST") }
        return playlist.text
    }
}
