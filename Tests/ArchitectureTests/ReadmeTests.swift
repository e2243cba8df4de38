import Foundation
import Testing

/// The README's first two commands are the ones that CI runs. What its `sluice` commands do is tested end to end.
@Suite struct ReadmeTests {
    /// The fenced blocks of a language, in order.
    private func blocks(_ language: String) throws -> [String] {
        try Repository.text(of: "README.md").matches(of: /(?ms)^```(\w+)\n(.*?)^```$/).filter { $0.1 == language }
            .map { String($0.2).trimmingCharacters(in: .whitespacesAndNewlines) }
    }

    private func continuousIntegration() throws -> [String] {
        try Repository.text(of: ".ci/run").split(separator: "\n").map(String.init)
    }

    @Test func `the first command installs, builds as CI does, and transcodes`() throws {
        let steps = try #require(try blocks("sh").first).replacing("\\\n", with: " ").components(separatedBy: "&&")
            .map { $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ") }
        try #require(steps.count == 3)
        #expect(steps[0] == ".ci/install")
        #expect(try continuousIntegration().contains(steps[1]))
        #expect(steps[2].hasPrefix(".build/release/sluice transcode Fixtures/clip.mp4 "))
    }

    @Test func `the second command is the last that CI runs`() throws {
        let second = try #require(try blocks("sh").dropFirst().first)
        #expect(try continuousIntegration().last == second)
    }
}
