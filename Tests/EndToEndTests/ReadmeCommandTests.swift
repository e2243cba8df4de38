import Foundation
import Testing

extension EndToEnd {
    /// Every `sluice` command that the README shows does what it says. CI runs the two commands at its top.
    @Suite struct ReadmeCommandTests {
        @Test func `the README's commands succeed, in their order`() async throws {
            let readme = try String(contentsOf: Workspace.root.appending(path: "README.md"), encoding: .utf8)
            let place = try Workspace.scratch("readme").path
            let blocks = readme.matches(of: /(?ms)^```sh\n(.*?)^```$/).map { String($0.1).replacing("\\\n", with: " ") }
            let lines = blocks.joined().split(separator: "\n").flatMap { $0.split(separator: "&&") }
            let commands = lines.map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0.contains("sluice") }
            #expect(commands.count >= 6)
            for command in commands {
                let words = command.replacing("/tmp/", with: place + "/").split(separator: " ").map(String.init)
                try #require(["sluice", ".build/release/sluice"].contains(words[0]), "\(command)")
                let result = try await Tool.sluice.run(Array(words.dropFirst()))
                #expect(result.status == 0, "\(result)")
            }
        }
    }
}
