import Testing

/// The program as its users run it: files in, folders out, players on top. One test at a time, because each keeps all cores
/// busy and some watch the clock.
@Suite(.serialized) enum EndToEnd {}

extension Tag {
    /// A row of the table of real uploads.
    @Tag static var upload: Self
    /// Needs real uploads beside the package.
    @Tag static var corpus: Self
}
