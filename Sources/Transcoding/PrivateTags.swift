import Planning

extension PrivateTag {
    /// Words in the names of tags that tell it. Names are those of FFmpeg and of phones, such as `com.apple.quicktime.location.ISO6709`.
    private var words: Set<String> {
        switch self {
        case .place: ["location", "gps", "geo"]
        case .device: ["make", "model", "manufacturer", "camera", "lens", "firmware", "device"]
        case .names:
            [
                "title", "artist", "author", "album", "composer", "performer", "director", "producer", "publisher", "owner",
                "comment", "description", "synopsis", "copyright", "keywords",
            ]
        }
    }

    /// What the tags of these names tell.
    static func all(in names: Set<String>) -> [PrivateTag] {
        let words = Set(names.flatMap { $0.lowercased().split { !$0.isLetter }.map(String.init) })
        return allCases.filter { !$0.words.isDisjoint(with: words) }
    }
}
