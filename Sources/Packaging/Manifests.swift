import DASH
import HLS
import Presentation

/// Every manifest of an asset as text, in the order in which they may become visible: what names a file comes after it.
package enum Manifests {
    package static func render(_ presentation: Presentation) -> [(path: String, text: String)] {
        HLS.render(presentation).map { ($0.path, $0.text) }
            + [(MediaPresentationDescription.path, DASH.render(presentation))]
    }
}
