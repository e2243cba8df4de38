import MediaCore

/// A caption file beside the source.
package struct CaptionFileInput: Sendable {
    package var path: String
    package var language: LanguageTag

    package init(path: String, language: LanguageTag) {
        self.path = path
        self.language = language
    }
}
