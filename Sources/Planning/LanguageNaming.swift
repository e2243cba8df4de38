import MediaCore

/// Folders and menu names of tracks of one kind, told apart by number where a language comes again.
struct LanguageNaming {
    /// Of all of them, within the asset.
    let folder: String
    /// The name where nobody said the language.
    let fallback: String
    private var counts: [LanguageTag: Int] = [:]

    init(folder: String, fallback: String) {
        self.folder = folder
        self.fallback = fallback
    }

    mutating func next(_ language: LanguageTag) -> (track: TrackID, name: String) {
        let number = counts[language, default: 0] + 1
        counts[language] = number
        let name = language == .undetermined ? fallback : language.description
        return number == 1
            ? (TrackID("\(folder)/\(language)"), name) : (TrackID("\(folder)/\(language)-\(number)"), "\(name) \(number)")
    }
}
