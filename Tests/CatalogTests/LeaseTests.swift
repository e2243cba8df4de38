import MediaCore
import Planning
import Testing

@testable import Catalog

/// Leases, failures and orders of people, by a clock that stands still unless told otherwise.
@Suite(.serialized) struct LeaseTests {
    private let film = AssetID("film")
    private let other = AssetID("other")
    private let clock = ManualClock()

    /// An asset with one encoding job, claimed.
    private func held(_ driver: CatalogDriver) async throws -> (any Catalog, ClaimedJob) {
        let catalog = try driver.makeCatalog(clock)
        try await catalog.plan(film, .sample(chunks: 1, hasAudio: false))
        return (catalog, try #require(try await catalog.claim(.encoding)))
    }

    private func job(_ id: Int, of catalog: any Catalog) async throws -> JobRecord {
        try #require(try await catalog.jobs(of: film).first { $0.id == id })
    }

    @Test(arguments: CatalogDriver.allCases)
    func `Q2: a lease that is renewed holds for ten minutes, one that is not does not hold for eighty seconds`(
        _ driver: CatalogDriver
    ) async throws {
        let (catalog, first) = try await held(driver)
        for _ in 0..<40 {
            clock.advance(.seconds(15))
            #expect(try await catalog.renew([first]) == [])
            #expect(try await catalog.claim(.encoding) == nil)
        }
        clock.advance(.seconds(60))
        #expect(try await catalog.claim(.encoding) == nil)
        clock.advance(.milliseconds(1))
        // Noticed, and delayed by half of ten seconds.
        #expect(try await catalog.claim(.encoding) == nil)
        clock.advance(.seconds(5))
        let second = try #require(try await catalog.claim(.encoding))
        #expect(second.id == first.id && second.fence > first.fence)

        // Q4, F-11: the first holder wakes up.
        #expect(try await catalog.renew([first, second]) == [first])
        await #expect(throws: CatalogError.leaseLost(job: first.id)) { try await catalog.completeTracks(first, segments: [:]) }
        await #expect(throws: CatalogError.leaseLost(job: first.id)) { try await catalog.release(first) }
        await #expect(throws: CatalogError.leaseLost(job: first.id)) {
            try await catalog.fail(first, .permanent, reason: "It is no video.")
        }
        try await catalog.completeTracks(second, segments: [:])
    }

    @Test(arguments: CatalogDriver.allCases)
    func `F-13, F-14: a clock that goes back ends no lease early and steals none`(_ driver: CatalogDriver) async throws {
        let (catalog, job) = try await held(driver)
        clock.advance(.seconds(-600))
        #expect(try await catalog.renew([job]) == [])
        clock.advance(.seconds(600 + 59))
        #expect(try await catalog.claim(.encoding) == nil)
        try await catalog.completeTracks(job, segments: [:])
    }

    @Test(arguments: CatalogDriver.allCases)
    func `Q6: three crashes in 72 hours quarantine, and others go on`(_ driver: CatalogDriver) async throws {
        let (catalog, first) = try await held(driver)
        try await catalog.register(Upload(asset: other))
        var job = first
        for crash in 1...3 {
            let verdict = try await catalog.fail(job, .crash, reason: "signal 11")
            guard crash < 3 else {
                #expect(verdict == .quarantined)
                continue
            }
            #expect(try await catalog.claim(.encoding) == nil)
            clock.advance(.seconds(60))
            job = try #require(try await catalog.claim(.encoding))
        }
        let asset = try await catalog.asset(film)
        #expect(asset.state == .quarantined && asset.reason == "signal 11")
        #expect(try await self.job(first.id, of: catalog).failures.map(\.failure) == [.crash, .crash, .crash])
        #expect(try await catalog.jobs(of: film).map(\.state) == [.done, .failed, .dropped, .dropped])
        clock.advance(.seconds(3600))
        #expect(try await catalog.claimAll().map(\.asset) == [other])
    }

    @Test(arguments: CatalogDriver.allCases)
    func `crashes that lie far apart are not counted together`(_ driver: CatalogDriver) async throws {
        var (catalog, job) = try await held(driver)
        for _ in 0..<6 {
            guard case .retry = try await catalog.fail(job, .crash, reason: "signal 11") else {
                Issue.record("quarantined")
                return
            }
            clock.advance(.seconds(40 * 3600))
            job = try #require(try await catalog.claim(.encoding))
        }
    }

    @Test(arguments: CatalogDriver.allCases)
    func `Q6: what may pass is tried five times`(_ driver: CatalogDriver) async throws {
        var (catalog, job) = try await held(driver)
        for attempt in 1...5 {
            let verdict = try await catalog.fail(job, .transient, reason: "a write error")
            if attempt == 5 {
                #expect(verdict == .failed)
            } else {
                #expect(verdict == .retry(at: clock.time + .seconds(10 << (attempt - 1)) / 2))
                clock.advance(.seconds(10 << (attempt - 1)) / 2)
                job = try #require(try await catalog.claim(.encoding))
            }
        }
        #expect(try await catalog.asset(film).state == .failed)
        #expect(try await catalog.takeEvents().map(\.kind) == [.uploaded, .failed])
    }

    @Test(arguments: CatalogDriver.allCases)
    func `Q7, Q11: a job that is given back has spent nothing and keeps its place`(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog(clock)
        try await catalog.plan(film, .sample(chunks: 2, hasAudio: false))
        let first = try #require(try await catalog.claim(.encoding))
        clock.advance(.seconds(30))
        try await catalog.release(first)
        let record = try await job(first.id, of: catalog)
        #expect(record.state == .ready && record.failures == [] && record.leaseUntil == nil)
        let again = try #require(try await catalog.claim(.encoding))
        #expect(again.id == first.id && again.fence > first.fence)
    }

    @Test(arguments: CatalogDriver.allCases)
    func `Q12: what a dead owner held is ready at once`(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog(clock)
        try await catalog.plan(film, .sample(chunks: 2, hasAudio: false))
        let dead = try #require(try await catalog.claim(.encoding, owner: "dead", memory: .max))
        let alive = try #require(try await catalog.claim(.encoding, owner: "alive", memory: .max))
        #expect(try await catalog.owners() == ["alive", "dead"])
        try await catalog.recover(from: ["dead"])
        #expect(try await catalog.owners() == ["alive"])
        #expect(try await catalog.renew([dead, alive]) == [dead])
        #expect(try await job(dead.id, of: catalog).failures == [])
        #expect(try await catalog.claim(.encoding)?.id == dead.id)
    }

    @Test(arguments: CatalogDriver.allCases)
    func `Q8: the same key is the same upload, and another tenant's is not`(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog(clock)
        let ids = try await withThrowingTaskGroup(of: AssetID.self) { group in
            for number in 0..<100 {
                group.addTask { try await catalog.register(Upload(asset: AssetID("upload-\(number)"), key: "digest")) }
            }
            return try await group.reduce(into: Set<AssetID>()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        #expect(try await catalog.assets(nil, limit: 1000).count == 1)
        #expect(try await catalog.register(Upload(asset: other, tenant: "another", key: "digest")) == other)
        #expect(try await catalog.takeEvents().count == 2)
        #expect(try await catalog.claimAll().count == 2)
    }

    @Test(arguments: CatalogDriver.allCases)
    func `Q10: a cancelled asset's jobs are lost to their holders at once`(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog(clock)
        try await catalog.plan(film, .sample(chunks: 3))
        let running = try #require(try await catalog.claim(.encoding))
        _ = try await catalog.takeEvents()
        try await catalog.cancel(film)
        #expect(try await catalog.renew([running]) == [running])
        #expect(try await catalog.claimAll() == [])
        #expect(try await catalog.asset(film).state == .cancelled)
        #expect(try await catalog.takeEvents().map(\.kind) == [.failed])
        await #expect(throws: CatalogError.notAllowed(asset: film, from: .cancelled, to: .cancelled)) {
            try await catalog.cancel(film)
        }
    }

    @Test(arguments: CatalogDriver.allCases)
    func `a restart begins anew and leaves what is published`(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog(clock)
        await #expect(throws: CatalogError.noSuchAsset(film)) { try await catalog.restart(film, order: nil) }
        let generation = try await catalog.publish(film)
        #expect(try await catalog.asset(film).generation == generation)
        try await catalog.restart(film, order: "smaller")
        let again = try await catalog.asset(film)
        #expect(again.state == .uploaded && again.generation == generation && again.order == "smaller")
        #expect(try await catalog.segments(of: film) == [:])
        await #expect(throws: CatalogError.notAllowed(asset: film, from: .uploaded, to: .uploaded)) {
            try await catalog.restart(film, order: nil)
        }
        let next = try await catalog.finish(film)
        #expect(next > generation)
        #expect(try await catalog.asset(film).generation == next)
    }

    @Test(arguments: CatalogDriver.allCases)
    func `of a deleted asset the name is left`(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog(clock)
        try await catalog.register(Upload(asset: film, key: "digest", order: "where it lies"))
        let ingest = try #require(try await catalog.claim(.light))
        try await catalog.delete(film)
        let left = try await catalog.asset(film)
        #expect(left.state == .deleted && left.order == "" && left.generation == nil)
        #expect(try await catalog.jobs(of: film) == [])
        #expect(try await catalog.renew([ingest]) == [ingest])
        #expect(try await catalog.takeEvents().map(\.kind) == [.uploaded, .deleted])
        await #expect(throws: CatalogError.alreadyRegistered(film)) { try await catalog.register(Upload(asset: film)) }
        #expect(try await catalog.register(Upload(asset: other, key: "digest")) == other)
        await #expect(throws: CatalogError.notAllowed(asset: film, from: .deleted, to: .uploaded)) {
            try await catalog.restart(film, order: nil)
        }
    }

    @Test(arguments: CatalogDriver.allCases)
    func `a pause ends when each of its reasons has`(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog(clock)
        try await catalog.register(Upload(asset: film))
        try await catalog.pause("disk")
        try await catalog.pause("disk")
        try await catalog.pause("operator")
        #expect(try await catalog.pauses() == ["disk", "operator"])
        #expect(try await catalog.claim(.light) == nil)
        try await catalog.resume("disk")
        #expect(try await catalog.claim(.light) == nil)
        try await catalog.resume("operator")
        #expect(try await catalog.claim(.light)?.asset == film)
    }
}

extension Catalog {
    /// Takes a new asset with one chunk to publication; returns its generation.
    func publish(_ asset: AssetID) async throws -> Int64 {
        try await register(Upload(asset: asset))
        return try await finish(asset)
    }

    /// Does the jobs of an asset that nobody else works on, from ingest on.
    func finish(_ asset: AssetID) async throws -> Int64 {
        while true {
            var next = try await claim(.light)
            if next == nil { next = try await claim(.encoding) }
            guard let job = next, job.asset == asset else { throw Missing() }
            switch job.kind {
            case .ingest: try await completeIngest(job, plan: .sample(chunks: 1), chunksPerJob: 1, memory: 1000)
            case .audio: try await completeTracks(job, segments: [TranscodePlan.audio: [.sample(1)]])
            case .copy: try await completeTracks(job, segments: [:])
            case .chunks: try await completeTracks(job, segments: [TranscodePlan.video: [.sample(1)]])
            case .pictures: try await completePictures(job)
            case .publish:
                try await completePublish(job)
                return job.fence
            }
        }
    }
}
