import CMAF
import MediaCore
import Presentation

/// A track's init segment.
package struct TrackHeader: Sendable {
    package let track: TrackID
    /// For CODECS and @codecs.
    package let codecs: String
    package let bytes: [UInt8]
    package let description: TrackDescription

    package init(_ description: TrackDescription, of track: TrackID) throws(PackagingError) {
        do {
            let segment = try InitSegment(description)
            self.track = track
            self.description = description
            codecs = segment.codecString
            bytes = segment.serialized()
        } catch { throw .cmaf(track: track, error) }
    }

    /// Within the asset.
    package var path: String { "\(track)/\(TrackMedia.initFileName)" }
}
