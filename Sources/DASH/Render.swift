import Presentation

/// The MPD of a presentation; it goes to `MediaPresentationDescription.path` after everything it names.
package func render(_ presentation: Presentation) -> String {
    MediaPresentationDescription(presentation).render()
}
