import Presentation

/// The WebVTT segments of one language, each as long as the picture's segment of the same number.
package struct CaptionPlaylist: Sendable {
    package var pace: TrackMedia
    /// Seconds; the presentation's.
    package var targetDuration: Int

    package init(pace: TrackMedia, targetDuration: Int) {
        self.pace = pace
        self.targetDuration = targetDuration
    }

    /// The text; its URIs are relative to the track's folder.
    package func render() -> String {
        var playlist = PlaylistText()
        playlist.mediaHeader(targetDuration: targetDuration)
        for segment in pace.segments {
            playlist.segmentDuration(microseconds: pace.microseconds(from: segment.start, to: segment.end))
            playlist.uri(TextTrack.fileName(number: segment.number))
        }
        playlist.tag("EXT-X-ENDLIST")
        return playlist.text
    }
}
