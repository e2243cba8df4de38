import Events
import MediaCore
import Planning
import Presentation
import Testing

@testable import Catalog

/// What every driver must do, whatever it keeps its rows in.
@Suite(.serialized) struct CatalogConformanceTests {
    private let film = AssetID("film")
    private let other = AssetID("other")

    @Test(arguments: CatalogDriver.allCases)
    func oneAssetFromUploadToPublication(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog()
        try await catalog.register(Upload(asset: film))
        #expect(try await catalog.asset(film).state == .uploaded)
        #expect(try await catalog.claim(.encoding) == nil)
        let ingest = try #require(try await catalog.claim(.light))
        #expect(ingest.kind == .ingest && ingest.asset == film)
        #expect(try await catalog.claim(.light) == nil)

        try await catalog.completeIngest(ingest, plan: .sample(chunks: 2), chunksPerJob: 1, memory: 1)
        #expect(try await catalog.asset(film).state == .processing)
        let chunks = try await [#require(catalog.claim(.encoding)), #require(catalog.claim(.encoding))]
        #expect(chunks.map(\.kind) == [.chunks(first: 0, count: 1), .chunks(first: 1, count: 1)])
        #expect(try await catalog.claim(.encoding) == nil)
        let audio = try #require(try await catalog.claim(.light))
        #expect(audio.kind == .audio)

        // Chunks end in any order; pictures wait for all of them, publishing for everything.
        try await catalog.completeTracks(chunks[1], segments: [TranscodePlan.video: [.sample(3), .sample(2)]])
        #expect(try await catalog.claim(.light) == nil)
        try await catalog.completeTracks(chunks[0], segments: [TranscodePlan.video: [.sample(1)]])
        let pictures = try #require(try await catalog.claim(.light))
        #expect(pictures.kind == .pictures)
        try await catalog.completePictures(pictures)
        #expect(try await catalog.claim(.light) == nil)
        try await catalog.completeTracks(audio, segments: [TranscodePlan.audio: [.sample(1)]])
        let publish = try #require(try await catalog.claim(.light))
        #expect(publish.kind == .publish)
        #expect(
            try await catalog.segments(of: film) == [
                TranscodePlan.video: [.sample(1), .sample(2), .sample(3)], TranscodePlan.audio: [.sample(1)],
            ])
        #expect(try await catalog.asset(film).state == .processing)
        try await catalog.completePublish(publish)
        #expect(try await catalog.asset(film).state == .published)
        #expect(try await catalog.claimAll().isEmpty)
    }

    @Test(arguments: CatalogDriver.allCases)
    func anAssetIsPlayableOnceForEachTimeItIsMade(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog()
        try await catalog.register(Upload(asset: film))
        try await catalog.notePlayable(film)
        let ingest = try #require(try await catalog.claim(.light))
        try await catalog.completeIngest(ingest, plan: .sample(chunks: 1), chunksPerJob: 1, memory: 1)
        for _ in 0..<2 { try await catalog.notePlayable(film) }
        #expect(try await catalog.takeEvents().map(\.kind) == [.uploaded, .playable])
        try await catalog.restart(film, order: nil)
        _ = try await catalog.finish(film)
        try await catalog.notePlayable(film)
        #expect(try await catalog.takeEvents().map(\.kind) == [.processed])
        await #expect(throws: CatalogError.noSuchAsset(other)) { try await catalog.notePlayable(other) }
    }

    struct Shape: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let plan: TranscodePlan
        var chunksPerJob = 1
        /// Handed out at once after the plan, in any order.
        let ready: Set<JobKind>
        let second: Set<JobKind>
    }

    @Test(
        arguments: CatalogDriver.allCases,
        [
            Shape(
                testDescription: "a sequential decode is one job", plan: .sample(chunks: 3, decode: .sequential),
                ready: [.audio, .chunks(first: 0, count: 3)], second: [.pictures]),
            Shape(
                testDescription: "no sound", plan: .sample(chunks: 2, hasAudio: false),
                ready: [.chunks(first: 0, count: 1), .chunks(first: 1, count: 1)], second: [.pictures]),
            Shape(
                testDescription: "several chunks a job, the last one what remains", plan: .sample(chunks: 5, hasAudio: false),
                chunksPerJob: 2,
                ready: [.chunks(first: 0, count: 2), .chunks(first: 2, count: 2), .chunks(first: 4, count: 1)],
                second: [.pictures]),
            Shape(
                testDescription: "a sequential decode stays one job",
                plan: .sample(chunks: 3, decode: .sequential, hasAudio: false),
                chunksPerJob: 2, ready: [.chunks(first: 0, count: 3)], second: [.pictures]),
            Shape(
                testDescription: "sound that is copied beside encoded picture",
                plan: .sample(chunks: 1, copiedPriming: 0), ready: [.copy, .chunks(first: 0, count: 1)], second: [.pictures]),
            Shape(testDescription: "no picture", plan: .sample(chunks: 0), ready: [.audio], second: []),
        ])
    func plansBecomeJobs(_ driver: CatalogDriver, _ shape: Shape) async throws {
        let catalog = try driver.makeCatalog()
        try await catalog.plan(film, shape.plan, chunksPerJob: shape.chunksPerJob)
        let first = try await catalog.claimAll()
        #expect(Set(first.map(\.kind)) == shape.ready && first.count == shape.ready.count)
        for job in first { try await catalog.completeTracks(job, segments: [:]) }
        if !shape.second.isEmpty {
            let pictures = try await catalog.claimAll()
            #expect(Set(pictures.map(\.kind)) == shape.second)
            for job in pictures { try await catalog.completePictures(job) }
        }
        #expect(try await catalog.claimAll().map(\.kind) == [.publish])
    }

    /// Encoding and light work do not wait for each other.
    @Test(arguments: CatalogDriver.allCases)
    func aPoolIsHandedOnlyItsOwnJobs(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog()
        try await catalog.plan(film, .sample(chunks: 2))
        try await catalog.register(Upload(asset: other))
        #expect(try await catalog.claim(.light)?.kind == .audio)
        #expect(try await catalog.claim(.light)?.asset == other)
        #expect(try await catalog.claim(.light) == nil)
        #expect(try await catalog.claim(.encoding)?.kind == .chunks(first: 0, count: 1))
        #expect(try await catalog.claim(.encoding)?.kind == .chunks(first: 1, count: 1))
        #expect(try await catalog.claim(.encoding) == nil)
    }

    @Test(arguments: CatalogDriver.allCases)
    func assetsComeInTheOrderOfTheirArrival(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog()
        let assets = (0..<5).map { AssetID("asset-\($0)") }
        for asset in assets { try await catalog.register(Upload(asset: asset)) }
        var order: [AssetID] = []
        while let job = try await catalog.claim(.light) { order.append(job.asset) }
        #expect(order == assets)
    }

    @Test(arguments: CatalogDriver.allCases)
    func fencesRiseAndJobsDiffer(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog()
        try await catalog.plan(film, .sample(chunks: 4, hasAudio: false))
        try await catalog.plan(other, .sample(chunks: 4, hasAudio: false))
        var last: Int64 = 0
        var seen: Set<Int> = []
        for _ in 0..<8 {
            let job = try #require(try await catalog.claim(.encoding))
            #expect(job.fence > last)
            last = job.fence
            #expect(seen.insert(job.id).inserted)
        }
    }

    /// A claim that is not the latest of its job changes nothing, whatever it tries.
    @Test(arguments: CatalogDriver.allCases)
    func aStaleClaimFinishesNothing(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog()
        try await catalog.plan(film, .sample(chunks: 1, hasAudio: false))
        let held = try #require(try await catalog.claim(.encoding))
        for fence in [held.fence - 1, held.fence + 1] {
            let stale = ClaimedJob(id: held.id, asset: film, kind: held.kind, fence: fence)
            await #expect(throws: CatalogError.leaseLost(job: held.id)) {
                try await catalog.completeTracks(stale, segments: [TranscodePlan.video: [.sample(9)]])
            }
            await #expect(throws: CatalogError.leaseLost(job: held.id)) {
                try await catalog.fail(stale, .permanent, reason: "It is no video.")
            }
        }
        #expect(try await catalog.segments(of: film).isEmpty)
        #expect(try await catalog.asset(film).state == .processing)
        try await catalog.completeTracks(held, segments: [TranscodePlan.video: [.sample(1)]])
        await #expect(throws: CatalogError.leaseLost(job: held.id)) {
            try await catalog.completeTracks(held, segments: [TranscodePlan.video: [.sample(2)]])
        }
        #expect(try await catalog.segments(of: film) == [TranscodePlan.video: [.sample(1)]])
        #expect(try await catalog.claimAll().map(\.kind) == [.pictures])
    }

    /// The other jobs go, held ones too; other assets do not notice.
    @Test(arguments: CatalogDriver.allCases)
    func failureDropsTheAssetsJobs(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog()
        try await catalog.plan(film, .sample(chunks: 3))
        let failing = try #require(try await catalog.claim(.encoding))
        let running = try #require(try await catalog.claim(.encoding))
        try await catalog.register(Upload(asset: other))
        _ = try await catalog.takeEvents()
        try await catalog.fail(failing, .permanent, reason: "It is no video.")
        #expect(try await catalog.asset(film).state == .failed)
        await #expect(throws: CatalogError.leaseLost(job: running.id)) {
            try await catalog.completeTracks(running, segments: [TranscodePlan.video: [.sample(2)]])
        }
        await #expect(throws: CatalogError.leaseLost(job: failing.id)) {
            try await catalog.fail(failing, .permanent, reason: "It is no video.")
        }
        #expect(try await catalog.segments(of: film).isEmpty)
        #expect(try await catalog.takeEvents() == [AssetEvent(asset: film, kind: .failed)])
        #expect(try await catalog.claimAll().map(\.asset) == [other])
        #expect(try await catalog.asset(other).state == .uploaded)
    }

    @Test(arguments: CatalogDriver.allCases)
    func ingestMayFail(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog()
        try await catalog.register(Upload(asset: film))
        try await catalog.fail(try #require(try await catalog.claim(.light)), .permanent, reason: "It is no video.")
        #expect(try await catalog.asset(film).state == .failed)
        #expect(try await catalog.claimAll().isEmpty)
    }

    @Test(arguments: CatalogDriver.allCases)
    func eventsComeOnceAndInOrder(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog()
        try await catalog.register(Upload(asset: film))
        try await catalog.register(Upload(asset: other))
        #expect(
            try await catalog.takeEvents() == [
                AssetEvent(asset: film, kind: .uploaded), AssetEvent(asset: other, kind: .uploaded),
            ])
        #expect(try await catalog.takeEvents().isEmpty)
        let first = try #require(try await catalog.claim(.light))
        let second = try #require(try await catalog.claim(.light))
        try await catalog.fail(second, .permanent, reason: "It is no video.")
        try await catalog.completeIngest(first, plan: .sample(chunks: 0), chunksPerJob: 1, memory: 1)
        try await catalog.completeTracks(try #require(try await catalog.claim(.light)), segments: [:])
        try await catalog.completePublish(try #require(try await catalog.claim(.light)))
        #expect(
            try await catalog.takeEvents() == [
                AssetEvent(asset: other, kind: .failed), AssetEvent(asset: film, kind: .processed),
            ])
        #expect(try await catalog.takeEvents().isEmpty)
    }

    /// A step that the asset's state does not allow is refused whole: the claim stays good.
    @Test(arguments: CatalogDriver.allCases)
    func aRefusedStepChangesNothing(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog()
        try await catalog.register(Upload(asset: film))
        let ingest = try #require(try await catalog.claim(.light))
        await #expect(throws: CatalogError.notAllowed(asset: film, from: .uploaded, to: .published)) {
            try await catalog.completePublish(ingest)
        }
        #expect(try await catalog.asset(film).state == .uploaded)
        try await catalog.completeIngest(ingest, plan: .sample(chunks: 1), chunksPerJob: 1, memory: 1)
        #expect(try await catalog.takeEvents().map(\.kind) == [.uploaded])
    }

    @Test(arguments: CatalogDriver.allCases)
    func namesAreTakenOnceAndMustExist(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog()
        await #expect(throws: CatalogError.noSuchAsset(film)) { try await catalog.asset(film) }
        await #expect(throws: CatalogError.noSuchAsset(film)) { try await catalog.segments(of: film) }
        try await catalog.register(Upload(asset: film))
        await #expect(throws: CatalogError.alreadyRegistered(film)) { try await catalog.register(Upload(asset: film)) }
        #expect(try await catalog.takeEvents().count == 1)
        #expect(try await catalog.claimAll().count == 1)
    }

    /// Two claimers never hold the same job.
    @Test(arguments: CatalogDriver.allCases)
    func claimsRace(_ driver: CatalogDriver) async throws {
        let catalog = try driver.makeCatalog()
        try await catalog.plan(film, .sample(chunks: 60))
        let claimed = try await withThrowingTaskGroup(of: [Int].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var ids: [Int] = []
                    while let job = try await catalog.claim(.encoding) { ids.append(job.id) }
                    return ids
                }
            }
            return try await group.reduce(into: [Int]()) { $0 += $1 }
        }
        #expect(claimed.count == 60 && Set(claimed).count == 60)
    }
}
