import MediaCore

/// One language's captions, which become WebVTT.
package struct CaptionPlan: Hashable, Codable, Sendable {
    package enum Source: Hashable, Codable, Sendable {
        /// By its index among the container's streams.
        case stream(Int)
        /// By its index among the files given beside the source.
        case file(Int)
    }

    package var track: TrackID
    package var source: Source
    /// BCP 47.
    package var language: String
    /// What a player's menu shows; no two of an asset are the same.
    package var name: String

    package init(track: TrackID, source: Source, language: String, name: String) {
        self.track = track
        self.source = source
        self.language = language
        self.name = name
    }

    /// The files' first, in their order, then the source's own that hold any text.
    static func plans(files: [LanguageTag], source: SourceInfo) -> [CaptionPlan] {
        let own = source.captions.filter { $0.isText && $0.cueCount > 0 }
        let sources =
            files.enumerated().map { (Source.file($0.offset), $0.element) }
            + own.map { (Source.stream($0.streamIndex), LanguageTag($0.language) ?? .undetermined) }
        var naming = LanguageNaming(folder: "text/vtt", fallback: "Captions")
        return sources.map { source, language in
            let (id, name) = naming.next(language)
            return CaptionPlan(track: id, source: source, language: language.description, name: name)
        }
    }
}
