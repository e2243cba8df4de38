import Foundation
import Testing

extension EndToEnd {
    /// `--memory MB`: what all processes of a transcode take together.
    @Suite struct MemoryOptionTests {
        @Test func `less memory means fewer chunks at once, and the same asset`() async throws {
            let source = try await Fixture.url("four-chunks.mp4")
            let wide = try await Assets.transcode(source, ["--jobs", "3"])
            let narrow = try await Assets.transcode(source, ["--jobs", "3", "--memory", "260"])
            print("peak memory: \(wide.peakMemory / 1_000_000) MB, with --memory 260 \(narrow.peakMemory / 1_000_000) MB")
            #expect(narrow.peakMemory < 286_000_000)
            // Two processes more.
            #expect(wide.peakMemory > narrow.peakMemory + 30_000_000)
            #expect(try await narrow.checksums() == wide.checksums())
        }

        @Test func `too little is said, with what would do`() async throws {
            let parent = try Workspace.scratch("memory")
            let source = try await Fixture.url("four-chunks.mp4")
            let result = try await Tool.sluice.run(
                ["transcode", source.path, "--output", parent.appending(path: "asset").path, "--memory", "200"])
            #expect(result.status == ExitCode.configuration, "\(result)")
            #expect(result.errors.contains("needs about 238 MB, and 200 MB are allowed"), "\(result)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: parent.path) == [])
        }
    }
}
