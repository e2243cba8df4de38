import Foundation
import MediaCore
import Planning
import Testing

@testable import Catalog
@testable import SQLiteCatalog

/// Many at once, and many at random.
@Suite(.serialized) struct ScheduleTests {
    @Test func `Q15: no schedule of workers and faults breaks a promise`() async throws {
        let schedules = ProcessInfo.processInfo.environment["SLUICE_SCHEDULES"].flatMap(UInt64.init) ?? 10_000
        for seed in 0..<schedules {
            let clock = ManualClock()
            var checker = ModelChecker(seed: seed, catalog: InMemoryCatalog(rules: clock.rules), clock: clock)
            do {
                try await checker.run(steps: 100)
            } catch {
                Issue.record("seed \(seed): \(error)")
                return
            }
        }
        print("| Q15 | \(schedules) schedules of 5 workers and 100 steps: none broke a promise |")
    }

    @Test func `Q15: both drivers hand out the same jobs in the same order`() async throws {
        for seed in 0..<8 as Range<UInt64> {
            var traces: [[String]] = []
            for driver in CatalogDriver.allCases {
                let clock = ManualClock()
                var checker = ModelChecker(seed: seed, catalog: try driver.makeCatalog(clock), clock: clock)
                do { try await checker.run(steps: 100) } catch { Issue.record("\(driver), seed \(seed): \(error)") }
                traces.append(checker.trace)
            }
            #expect(traces[0] == traces[1] && !traces[0].isEmpty, "seed \(seed)")
        }
    }

    @Test(arguments: CatalogDriver.allCases)
    func `Q1, F-10: sixty-four workers and ten thousand jobs`(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog()
        try await catalog.plan(AssetID("film"), .sample(chunks: 10_000, hasAudio: false))
        let start = ContinuousClock.now
        let claimed = try await withThrowingTaskGroup(of: [ClaimedJob].self) { group in
            for worker in 0..<64 {
                group.addTask {
                    var jobs: [ClaimedJob] = []
                    while let job = try await catalog.claim(.encoding, owner: "\(worker)", memory: .max) { jobs.append(job) }
                    return jobs
                }
            }
            return try await group.reduce(into: [ClaimedJob]()) { $0 += $1 }
        }
        print("| Q1, F-10 | \(driver): 64 workers, \(claimed.count) claims in \(ContinuousClock.now - start) |")
        #expect(claimed.count == 10_000)
        #expect(Set(claimed.map(\.id)).count == 10_000 && Set(claimed.map(\.fence)).count == 10_000)
    }
}
