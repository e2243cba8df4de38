import Foundation
import Testing

/// A text that must stay what it was. With SLUICE_RECORD_GOLDENS set, a differing one is written anew and the test still
/// fails, so that nobody passes by recording.
func expectGolden(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let file = root.appending(path: "Fixtures/golden/\(name)")
    let golden = try? String(contentsOf: file, encoding: .utf8)
    guard golden != text else { return }
    if ProcessInfo.processInfo.environment["SLUICE_RECORD_GOLDENS"] != nil {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        Issue.record("recorded \(name): read the difference, then run again", sourceLocation: sourceLocation)
        return
    }
    let expected = (golden ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    let actual = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(expected, actual).prefix { $0 == $1 }.count
    Issue.record(
        """
        \(name) differs at line \(line + 1)
        expected: \(line < expected.count ? expected[line] : "nothing")
        actual:   \(line < actual.count ? actual[line] : "nothing")
        """, sourceLocation: sourceLocation)
}
