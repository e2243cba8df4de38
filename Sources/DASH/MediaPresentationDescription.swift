import MediaCore
import Presentation

/// `manifest.mpd`: a static presentation of one period (ISO/IEC 23009-1 §5.3).
package struct MediaPresentationDescription: Sendable {
    package var presentation: Presentation

    package init(_ presentation: Presentation) { self.presentation = presentation }

    /// Relative to the asset's folder.
    package static let path = "manifest.mpd"

    package func render() -> String {
        let duration = duration(presentation.duration.ticks(timescale: 1_000_000))
        var root = XMLElement(
            "MPD",
            [
                "xmlns": "urn:mpeg:dash:schema:mpd:2011",
                // Not also the CMAF profile: the sprite sheets are no CMAF track.
                "profiles": "urn:mpeg:dash:profile:isoff-live:2011",
                "type": "static",
                "mediaPresentationDuration": duration,
                "minBufferTime": self.duration(minimumBufferTime * 1000),
            ],
            children: [
                XMLElement("Period", ["id": "1", "start": "PT0S", "duration": duration], children: adaptationSets)
            ])
        if presentation.protection != nil { root.attributes.insert(contentsOf: Self.protectionNamespaces, at: 1) }
        return root.document
    }

    private var adaptationSets: [XMLElement] {
        let groups = presentation.switchingSets.map(keyGroups)
        var sets = groups.joined().map(videoAdaptationSet)
        addSwitching(between: groups, to: &sets)
        // A track with more channels is as much the main one as its stereo is.
        sets += presentation.audio.map { adaptationSet($0, isMain: $0.name == presentation.audio[0].name) }
        sets += presentation.text.map(adaptationSet)
        if let thumbnails = presentation.thumbnails { sets.append(adaptationSet(thumbnails)) }
        for index in sets.indices { sets[index].attributes.insert(("id", "\(index + 1)"), at: 0) }
        return sets
    }

    /// An `xs:duration` of whole seconds and up to six decimals.
    private func duration(_ microseconds: Int64) -> String {
        var text = decimalText(microseconds, places: 6)
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return "PT\(text)S"
    }
}
