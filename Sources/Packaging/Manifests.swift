import DASH
import HLS
import MediaCore
import Presentation

/// Every manifest of an asset as text, in the order in which they may become visible: what names a file comes after it.
package enum Manifests {
    /// - Parameter kinds: those that are wanted. An encrypted presentation has those that its scheme is for, and not those of text
    ///   and thumbnails.
    package static func render(_ presentation: Presentation, _ kinds: Set<ManifestKind> = [.hls, .dash]) -> [(
        path: String, text: String
    )] {
        var files: [(path: String, text: String)] = []
        if kinds.contains(.hls) { files += HLS.render(presentation).map { ($0.path, $0.text) } }
        if kinds.contains(.dash) { files.append((MediaPresentationDescription.path, DASH.render(presentation))) }
        return files
    }

    /// The playlists of text and thumbnails, which encrypted presentations share.
    package static func renderTextAndThumbnails(_ presentation: Presentation) -> [(path: String, text: String)] {
        HLS.renderTextAndThumbnails(presentation).map { ($0.path, $0.text) }
    }
}
