import Foundation
import Testing

extension EndToEnd {
    /// Row 28: hostile bytes end as a typed outcome within bounds, and nothing but them is read.
    @Suite(.tags(.upload)) struct HostileTests {
        /// Bytes of all processes together; no file here has a reason for more.
        private static let mostMemory = 800 << 20
        /// Seconds.
        private static let longest = 30

        /// A ladder of one small rung: what is looked at here is reading.
        private static let preset =
            "{ name: tiny, crf: 40, effort: fast, gop: 0.5, segment: 1, audioRate: 32000, "
            + "ladder: [{ shortSide: 90, maxRate: 200k }] }"

        @Test func `every file that the script makes has its outcome here`() async throws {
            let script = Tool(executable: Workspace.root.appending(path: "Fixtures/hostile").path)
            let made = try await script.run(["--list"]).succeeded().lines.map(String.init)
            #expect(HostileFile.all.map(\.name).sorted() == made)
        }

        @Test(arguments: HostileFile.all)
        func `row 28: is rejected or contained`(_ file: HostileFile) async throws {
            let source = try await Fixture.hostile(file.name)
            let parent = try Workspace.scratch("hostile")
            let preset = try Workspace.scratch("preset").appending(path: "tiny.yaml")
            try Data(Self.preset.utf8).write(to: preset)
            let asset = parent.appending(path: "asset")
            let trace = try await Trace.sluice(
                ["transcode", source.path, "--output", asset.path, "--preset", preset.path], within: Self.longest)

            let result = trace.result
            switch file.outcome {
            case .rejected(let words):
                #expect(result.status == ExitCode.inputRejected, "\(result)")
                let told = result.errors.split(separator: "\n").filter { $0.hasPrefix("sluice: ") }
                #expect(told.count == 1 && told[0].contains(words), "\(result)")
                #expect(try FileManager.default.contentsOfDirectory(atPath: parent.path) == [])
            case .partial, .published:
                #expect(result.status == 0 && result.text.contains(": partial") == (file.outcome == .partial), "\(result)")
                try holdsNothingOfOthers(asset)
            }
            #expect(trace.peakMemory < Self.mostMemory, "\(trace.peakMemory >> 20) MiB")
            guard let calls = trace.calls else { return }
            #expect(calls.closedIn > 0 && calls.network == [] && calls.started == [])
            let listed = try await Trace.readablePaths()
            #expect(calls.opened.filter { path in !listed.contains { path.hasPrefix($0) } } == [])
        }

        /// Neither of the file that all of them name, nor of an address for a player to follow.
        private func holdsNothingOfOthers(_ asset: URL) throws {
            let words = [try #require(try String(contentsOfFile: "/etc/passwd", encoding: .utf8).split(separator: "\n").first)]
            for name in try Workspace.files(below: asset) {
                let bytes = try Data(contentsOf: asset.appending(path: name))
                for word in words + ["127.0.0.1:9", "\u{1b}"] where name.hasSuffix(".vtt") || word != "\u{1b}" {
                    #expect(bytes.range(of: Data(word.utf8)) == nil, "\(name)")
                }
            }
        }
    }
}
