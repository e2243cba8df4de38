import MediaCore
import Planning
import Testing

@testable import Catalog

/// Q9: who comes first.
@Suite(.serialized) struct OrderTests {
    private let clock = ManualClock()

    private func register(_ name: String, _ tenant: String, priority: Int = 5, _ catalog: any Catalog) async throws {
        try await catalog.register(Upload(asset: AssetID(name), tenant: tenant, priority: priority))
    }

    @Test(arguments: CatalogDriver.allCases)
    func `Q9: a tenant who comes after a thousand jobs of another is served within two`(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog(clock)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<1000 {
                group.addTask { try await catalog.register(Upload(asset: AssetID("a\(number)"), tenant: "A")) }
            }
            try await group.waitForAll()
        }
        for _ in 0..<20 { #expect(try await catalog.claim(.light) != nil) }
        for number in 0..<10 { try await register("b\(number)", "B", catalog) }
        var order: [String] = []
        for _ in 0..<24 { order.append(String(try #require(try await catalog.claim(.light)).asset.value.prefix(1))) }
        #expect(order.prefix(2).contains("b"))
        // Turn by turn, and neither starves.
        #expect(order.prefix(20).count { $0 == "b" } == 10, "\(order)")
    }

    @Test(arguments: CatalogDriver.allCases)
    func `what is begun is finished before the next is begun`(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog(clock)
        for name in ["first", "second", "third"] {
            try await register(name, "A", catalog)
            clock.advance(.seconds(1))
        }
        var order: [String] = []
        for _ in 0..<3 {
            for kind in ["ingest", "audio", "chunks", "pictures", "publish"] {
                let job = try #require(try await catalog.claim(kind == "chunks" ? .encoding : .light))
                order.append("\(job.asset) \(job.kind.name)")
                #expect(job.kind.name.rawValue == kind)
                clock.advance(.seconds(1))
                switch job.kind {
                case .ingest: try await catalog.completeIngest(job, plan: .sample(chunks: 1), chunksPerJob: 1, memory: 1)
                case .audio, .copy, .chunks: try await catalog.completeTracks(job, segments: [:])
                case .pictures: try await catalog.completePictures(job)
                case .publish: try await catalog.completePublish(job)
                }
            }
        }
        #expect(
            order.map { $0.prefix(5) } == ["first", "secon", "third"].flatMap { Array(repeating: $0[...], count: 5) }, "\(order)")
    }

    @Test(arguments: CatalogDriver.allCases)
    func `what is dearer takes more of a tenant's share`(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog(clock)
        // A chunk of 100 frames at 640 × 360 costs 23; of A's jobs each has three chunks, of B's one.
        try await catalog.plan(AssetID("a"), .sample(chunks: 30, hasAudio: false), chunksPerJob: 3, tenant: "A")
        try await catalog.plan(AssetID("b"), .sample(chunks: 30, hasAudio: false), chunksPerJob: 1, tenant: "B")
        var chunks = ["a": 0, "b": 0]
        for _ in 0..<24 {
            let job = try #require(try await catalog.claim(.encoding))
            chunks[job.asset.value, default: 0] += job.kind.chunks.count
        }
        #expect(abs(chunks["a"]! - chunks["b"]!) <= 3, "\(chunks)")
    }

    @Test(arguments: CatalogDriver.allCases)
    func `Q9: the least urgent job starts within 100 minutes of the most urgent ones coming all the time`(
        _ driver: CatalogDriver
    ) async throws {
        let catalog = try driver.makeCatalog(clock)
        for number in 0..<3 { try await register("early-\(number)", "A", priority: 9, catalog) }
        try await register("patient", "A", priority: 0, catalog)
        // Always more urgent jobs than anybody takes.
        for minute in 0...100 {
            try await register("urgent-\(minute)", "A", priority: 9, catalog)
            let job = try #require(try await catalog.claim(.light))
            if job.asset == AssetID("patient") {
                #expect(minute > 85)
                return
            }
            try await catalog.fail(job, .permanent, reason: "It is no video.")
            clock.advance(.seconds(60))
        }
        Issue.record("it never started")
    }

    @Test(arguments: CatalogDriver.allCases)
    func `a short video does not wait for a long one's last chunk`(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog(clock)
        try await catalog.plan(AssetID("long"), .sample(chunks: 60, hasAudio: false))
        _ = try await catalog.claim(.encoding)
        clock.advance(.seconds(25))
        try await catalog.plan(AssetID("short"), .sample(chunks: 1, hasAudio: false))
        var before = 0
        while try #require(try await catalog.claim(.encoding)).asset != AssetID("short") { before += 1 }
        #expect(before == 2)
    }

    @Test(arguments: CatalogDriver.allCases)
    func `a job that does not fit into memory is passed over and not forgotten`(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog(clock)
        try await catalog.plan(AssetID("large"), .sample(chunks: 1, hasAudio: false))
        #expect(try await catalog.claim(.encoding, owner: "small", memory: 999) == nil)
        #expect(try await catalog.claim(.encoding, owner: "large", memory: 1000)?.asset == AssetID("large"))
    }

    @Test(arguments: CatalogDriver.allCases)
    func `depths count what waits and what runs`(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog(clock)
        try await catalog.plan(AssetID("film"), .sample(chunks: 4))
        _ = try await catalog.claim(.encoding)
        let failing = try #require(try await catalog.claim(.encoding))
        try await catalog.fail(failing, .transient, reason: "a write error")
        #expect(
            Set(try await catalog.depths()) == [
                QueueDepth(pool: .encoding, ready: 2, delayed: 1, running: 1),
                QueueDepth(pool: .light, ready: 1, delayed: 0, running: 0),
            ])
    }
}
