import MediaCore
import Presentation

extension MediaPresentationDescription {
    /// One language's captions as one WebVTT file beside the media (DASH-IF IOP §6.4.4): Shaka Player, dash.js and GStreamer
    /// read it, it needs no boxes, and the words of a whole film are smaller than a second of its picture.
    func adaptationSet(_ text: TextTrack) -> XMLElement {
        var location = XMLElement("BaseURL")
        location.text = presentation.clearFolder + text.wholePath
        let microseconds = max(1, presentation.duration.ticks(timescale: 1_000_000))
        let bandwidth = MeasuredSpans([MeasuredSpan(byteCount: text.byteCount, duration: microseconds)], timescale: 1_000_000)
        let representation = XMLElement(
            "Representation", ["id": text.id.path, "bandwidth": "\(bandwidth.averageBitRate)"], children: [location])
        return XMLElement(
            "AdaptationSet", ["contentType": "text", "mimeType": "text/vtt", "lang": text.language],
            children: [
                XMLElement("Role", ["schemeIdUri": "urn:mpeg:dash:role:2011", "value": "subtitle"]), representation,
            ])
    }
}
