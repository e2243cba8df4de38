import Foundation
import Testing

extension EndToEnd {
    @Suite struct BenchCatalogTests {
        private struct Figures: Decodable {
            struct Percentiles: Decodable { let p95: Double }
            let jobsPerSecond: Double
            let claim: Percentiles
            let status: Percentiles
        }

        @Test func `bench catalog measures, with its figures in order, and leaves nothing`() async throws {
            let place = try Workspace.scratch("bench-catalog")
            let small = [
                "bench", "catalog", "--folder", place.path, "--finished", "2000", "--waiting", "20000", "--seconds", "1",
            ]
            let printed = try await Tool.sluice.run(small + ["--json"]).succeeded().output
            let figures = try JSONDecoder().decode(Figures.self, from: printed)
            #expect(figures.jobsPerSecond > 10 && figures.claim.p95 > 0 && figures.status.p95 > 0)
            #expect(try await Tool.sluice.run(small).succeeded().text.contains("claimed and completed"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: place.path) == [])
        }
    }
}
