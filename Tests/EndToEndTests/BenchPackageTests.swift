import Foundation
import Testing

extension EndToEnd {
    /// `sluice bench package INPUT`: the same file packaged, and copied.
    @Suite struct BenchPackageTests {
        @Test func `both sides' costs and their ratio are printed`() async throws {
            let source = try await Fixture.url("idr-2s.mp4")
            let result = try await Tool.sluice.run(["bench", "package", source.path, "--runs", "1"]).succeeded()
            let rows = result.lines.map { $0.split(separator: " ", omittingEmptySubsequences: true) }
            #expect(rows.map(\.first) == ["wall", "sluice", "cp", "sluice/cp"], "\(result.text)")
            for row in rows.dropFirst() {
                #expect(row.dropFirst().allSatisfy { (Double($0) ?? ($0 == "-" ? 0 : -1)) >= 0 }, "\(row)")
            }
            // Both have written about what the file holds.
            let size = try Double(Data(contentsOf: source).count) / 1e6
            for row in rows[1...2] { #expect(abs((Double(row.last ?? "") ?? 0) - size) < 0.1 * size + 0.1, "\(row)") }
        }

        @Test func `a file that cannot be packaged is named with its reason`() async throws {
            let result = try await Tool.sluice.run(["bench", "package", try await Fixture.url("idr-10s.mp4").path])
            #expect(result.status == ExitCode.inputRejected && result.errors.contains("IDR"), "\(result)")
        }

        @Test func `a packager that is not there is named`() async throws {
            let source = try await Fixture.url("idr-2s.mp4")
            let result = try await Tool.sluice.run(["bench", "package", source.path, "--against", "/nonexistent/packager"])
            #expect(result.status != 0 && result.errors.contains("/nonexistent/packager"), "\(result)")
        }
    }
}
