import Foundation
import Testing

/// Holds `text` against the file of that name in Fixtures/golden. With `SLUICE_RECORD_GOLDENS=1` the file is written anew
/// instead, and the test fails so that no recording run passes.
func expectGolden(_ name: String, _ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fixtures/golden/\(name)").standardized
    if ProcessInfo.processInfo.environment["SLUICE_RECORD_GOLDENS"] == "1" {
        try Data(text.utf8).write(to: file)
        Issue.record("recorded \(name)", sourceLocation: sourceLocation)
    } else {
        #expect(try String(contentsOf: file, encoding: .utf8) == text, sourceLocation: sourceLocation)
    }
}
