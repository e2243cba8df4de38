import Foundation
import Testing

extension EndToEnd {
    /// The benchmarks against `ffmpeg`, as far as one without libvmaf goes.
    @Suite struct BenchLadderTests {
        @Test func `bench ladder prints both sides and their ratio`() async throws {
            let source = try await Fixture.url("video-only.mp4")
            let result = try await Tool.sluice.run(["bench", "ladder", source.path, "--runs", "1"]).succeeded()
            let rows = result.lines.map { $0.split(separator: " ") }
            let (ours, theirs, ratio) = (
                try #require(rows.first { $0.first == "sluice" }), try #require(rows.first { $0.first == "ffmpeg" }),
                try #require(rows.first { $0.first == "ratio" })
            )
            for column in 1...4 {
                let values = try [ours, theirs, ratio].map { try #require(Double($0[column])) }
                #expect(values[0] > 0 && values[1] > 0)
                #expect(abs(values[2] - values[0] / values[1]) < 0.05 * values[2] + 0.2, "\(result.text)")
            }
        }

        @Test func `bench frontier needs an ffmpeg with libvmaf, and says so`() async throws {
            let source = try await Fixture.url("video-only.mp4")
            let result = try await Tool.sluice.run(["bench", "frontier", source.path])
            if result.status == 0 {
                for point in ["fast", "balanced", "best", "x264 veryfast"] { #expect(result.text.contains(point), "\(result)") }
            } else {
                #expect(result.status == ExitCode.configuration && result.errors.contains("libvmaf"), "\(result)")
            }
        }
    }
}
