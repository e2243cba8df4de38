import Foundation
import Testing

extension EndToEnd {
    /// `sluice bench corpus DIR`: one line a file, whatever the files are.
    @Suite struct BenchCorpusTests {
        private struct Row: Decodable {
            let file: String
            let outcome: String
            let reason: String?
            let rungs: [String]
            let durationSeconds: Double?
            let warnings: [String]
            let seconds: Double
            let peakMemoryBytes: Int
        }

        /// A folder with these fixtures, a text that is no video, a hidden file and a folder.
        private func folder(_ fixtures: [String]) async throws -> URL {
            let folder = try Workspace.scratch("corpus-of-fixtures")
            for name in fixtures {
                let source = try await Fixture.url(name)
                try FileManager.default.copyItem(at: source, to: folder.appending(path: name))
            }
            try Data("no video".utf8).write(to: folder.appending(path: "notes of a day.mp4"))
            try Data("hidden".utf8).write(to: folder.appending(path: ".hidden.mp4"))
            try FileManager.default.createDirectory(at: folder.appending(path: "inside"), withIntermediateDirectories: true)
            return folder
        }

        private func rows(_ result: ToolResult) throws -> [Row] { try JSONDecoder().decode([Row].self, from: result.output) }

        @Test func `every file has a row, and none stops the run`() async throws {
            let source = try await folder(["cut.mp4", "one-frame.mp4", "matrix-30-degrees.mp4"])
            let assets = try Workspace.scratch("corpus-assets").appending(path: "made")
            let result = try await Tool.sluice.run(["bench", "corpus", source.path, "--output", assets.path, "--json"])
            #expect(result.status == 0, "\(result)")
            let rows = try rows(result)
            #expect(rows.map(\.file) == ["cut.mp4", "matrix-30-degrees.mp4", "notes of a day.mp4", "one-frame.mp4"])
            #expect(rows.map(\.outcome) == ["partial", "published with warnings", "rejected", "published"])
            #expect(rows.map(\.rungs.first) == ["320x180", "480x270", nil, "640x360"])
            #expect(rows[1].warnings.count == 1)
            #expect(rows[2].reason?.isEmpty == false)
            #expect(abs((rows[3].durationSeconds ?? 0) - 0.04) < 0.001)
            #expect(rows.allSatisfy { $0.seconds > 0 && $0.peakMemoryBytes > 1 << 20 })
            #expect(try await Tool.sluice.run(["validate", assets.appending(path: "cut.mp4").path]).status == 0)
            #expect(!FileManager.default.fileExists(atPath: assets.appending(path: "notes of a day.mp4").path))
        }

        @Test func `a fault of ours is the exit code, and the files behind it have their rows`() async throws {
            // Forty seconds of 720p take longer than the limit, which stands for any hang.
            let source = try await folder(["long-720p.mp4", "one-frame.mp4"])
            let result = try await Tool.sluice.run(["bench", "corpus", source.path, "--limit", "2"])
            #expect(result.status == 70, "\(result)")
            #expect(result.text.contains("longer than 2 s"))
            #expect(
                result.lines.contains { $0.hasPrefix("one-frame.mp4 ") && $0.contains("published") && $0.hasSuffix("640x360") })
            #expect(result.lines.last?.hasPrefix("3 files in ") == true, "\(result.text)")
            #expect(
                result.lines.last?.hasSuffix(": 1 published, 0 published with warnings, 0 partial, 1 rejected, 1 failed") == true)
        }

        @Test func `a folder that is not there is named`() async throws {
            let result = try await Tool.sluice.run(["bench", "corpus", "/nonexistent"])
            #expect(result.status == 66)
            #expect(result.errors.contains("/nonexistent"))
        }
    }
}
