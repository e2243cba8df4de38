/// A caption stream of the source.
package struct SourceCaptionTrack: Hashable, Codable, Sendable {
    package var streamIndex: Int
    /// FFmpeg's codec name, such as `subrip`.
    package var codec: String
    /// False for pictures of words, and for text in a format that is not read.
    package var isText: Bool
    /// BCP 47 or ISO 639-2 tag as the container says; `und` where it does not.
    package var language: String
    /// Cues found; 0 where it is not text.
    package var cueCount: Int

    package init(streamIndex: Int, codec: String, isText: Bool, language: String, cueCount: Int) {
        self.streamIndex = streamIndex
        self.codec = codec
        self.isText = isText
        self.language = language
        self.cueCount = cueCount
    }
}
