import Testing

@testable import Catalog

@Suite struct AssetStateTests {
    @Test func allowedSteps() {
        let ended: Set<AssetState> = [.published, .failed, .quarantined, .cancelled]
        for from in AssetState.allCases {
            var allowed: Set<AssetState> = []
            if from == .uploaded { allowed = [.processing, .failed, .quarantined, .cancelled, .deleted] }
            if from == .processing { allowed = [.uploaded, .published, .failed, .quarantined, .cancelled, .deleted] }
            if ended.contains(from) { allowed = [.uploaded, .deleted] }
            for to in AssetState.allCases { #expect(from.allows(to) == allowed.contains(to), "\(from) to \(to)") }
        }
    }

    @Test func onlyChunksTakeACore() {
        for kind in [JobKind.ingest, .audio, .pictures, .publish] { #expect(kind.pool == .light) }
        #expect(JobKind.chunks(first: 0, count: 1).pool == .encoding)
    }
}

/// Q6: who is tried again, and when.
@Suite struct RetryRulesTests {
    private let now = CatalogTime(milliseconds: 5_000_000)

    private func delays(_ failure: FailureClass, earlier: Int, count: Int) -> [Double] {
        let rules = CatalogRules(clock: { CatalogTime(milliseconds: 0) })
        return (0..<count).compactMap { _ in
            guard case .retry(let time) = rules.verdict(failure, earlier: earlier, at: now) else { return nil }
            return Double(time.milliseconds - now.milliseconds) / 1000
        }
    }

    @Test func `Q6: delays are spread over all of their range, which doubles`() {
        for earlier in 0..<4 {
            let found = delays(.transient, earlier: earlier, count: 25_000)
            let ceiling = 10 * Double(1 << earlier)
            #expect(found.count == 25_000 && found.allSatisfy { (0...ceiling).contains($0) })
            let mean = found.reduce(0, +) / Double(found.count)
            let deviation = (found.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(found.count)).squareRoot()
            #expect(deviation / mean > 0.4 && abs(mean / ceiling - 0.5) < 0.02, "retry \(earlier): \(mean) ± \(deviation)")
        }
    }

    @Test func `the classes end at their limits`() {
        let rules = CatalogRules()
        #expect(rules.verdict(.permanent, earlier: 0, at: now) == .failed)
        #expect(rules.verdict(.transient, earlier: 4, at: now) == .failed)
        #expect(rules.verdict(.unreadable, earlier: 1, at: now) == .failed)
        #expect(rules.verdict(.crash, earlier: 2, at: now) == .quarantined)
        for (failure, earlier) in [(FailureClass.transient, 3), (.unreadable, 0), (.crash, 1)] {
            #expect(delays(failure, earlier: earlier, count: 1).count == 1)
        }
    }

    @Test func `a delay has a ceiling`() {
        var rules = CatalogRules(jitter: { 1 })
        rules.timing.retryCap = .seconds(15)
        #expect(rules.verdict(.transient, earlier: 3, at: now) == .retry(at: now + .seconds(15)))
    }
}
