import MediaCore

/// One language's captions as WebVTT: a file for each segment of the picture, and all in one.
package struct TextTrack: Hashable, Codable, Sendable {
    /// Its path is the track's folder.
    package var id: TrackID
    /// BCP 47; `und` where nobody said.
    package var language: String
    /// What a player's menu shows.
    package var name: String
    /// Of the file that holds all cues.
    package var byteCount: Int

    package init(id: TrackID, language: String, name: String, byteCount: Int) {
        self.id = id
        self.language = language
        self.name = name
        self.byteCount = byteCount
    }

    /// The file that holds all cues, relative to the asset's folder.
    package var wholePath: String { "\(id.path)/captions.vtt" }

    /// The file of a segment, counted from 1, within the track's folder.
    package static func fileName(number: Int) -> String { "\(number).vtt" }
}
