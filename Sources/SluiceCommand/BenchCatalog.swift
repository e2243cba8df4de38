import ArgumentParser
import Catalog
import FoundationEssentials
import Glibc
import MediaCore
import Presentation
import SQLiteCatalog
import Storage

/// `sluice bench catalog`
struct BenchCatalog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog",
        abstract: "Measures a catalog in SQLite that holds a million finished jobs.",
        discussion: """
            Workers claim and complete chunks, each write durable before it is answered, while one reader asks for the state of assets \
            and another lists them. Give it an otherwise idle machine; it is removed afterwards.
            """)

    @Option(help: ArgumentHelp("Where the catalog is made.", valueName: "dir")) var folder = "."
    @Option(help: ArgumentHelp("Finished jobs, each of its own asset.", valueName: "n")) var finished = 1_000_000
    @Option(help: ArgumentHelp("Ready jobs.", valueName: "n")) var waiting = 100_000
    @Option(help: ArgumentHelp("Claimers at once.", valueName: "n")) var workers = 16
    @Option(help: ArgumentHelp("How long to measure.", valueName: "seconds")) var seconds = 10
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        if finished < 1 || waiting < 100 || workers < 1 || seconds < 1 {
            throw ValidationError("Give at least one finished job, 100 waiting ones, one worker and one second.")
        }
    }

    func run() async throws {
        let scratch = "\(folder)/.sluice-bench-\(getpid())"
        guard mkdir(scratch, 0o700) == 0 else {
            throw fail("Cannot create \(scratch): \(String(cString: strerror(errno))).", Exit.notCreatable)
        }
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        do {
            let catalog = try SQLiteCatalog.open("\(scratch)/catalog.sqlite", rules: CatalogRules())
            try await catalog.fill(finished: finished, waiting: waiting)
            let figures = try await measure(catalog, file: "\(scratch)/catalog.sqlite")
            if json { try Output.write(json: figures) } else { try Output.line(figures.text) }
        } catch let error as CatalogError {
            throw CatalogPlace.failure(error)
        }
    }

    private func measure(_ catalog: SQLiteCatalog, file: String) async throws -> CatalogFigures {
        let end = ContinuousClock.now + .seconds(seconds)
        async let reading = timed(until: end) { [finished] in
            _ = try await catalog.asset(AssetID("film-\(Int.random(in: 1...finished))"))
        }
        async let listing = timed(until: end) { _ = try await catalog.assets(.processing, limit: 50) }
        let start = ContinuousClock.now
        let written = try await withThrowingTaskGroup(of: (claims: [Duration], completions: [Duration]).self) { group in
            for worker in 0..<workers {
                group.addTask { try await work(catalog, "worker-\(worker)", until: end) }
            }
            return try await group.reduce(into: (claims: [Duration](), completions: [Duration]())) { all, one in
                all.claims += one.claims
                all.completions += one.completions
            }
        }
        let elapsed = ContinuousClock.now - start
        return CatalogFigures(
            finished: finished, waiting: waiting, workers: workers,
            jobsPerSecond: Double(written.completions.count) / (elapsed / .seconds(1)), claim: Percentiles(written.claims),
            complete: Percentiles(written.completions), status: Percentiles(try await reading),
            list: Percentiles(try await listing), bytes: (try? FileIdentity.of(file))?.size ?? 0)
    }

    private func work(
        _ catalog: SQLiteCatalog, _ owner: String, until end: ContinuousClock.Instant
    ) async throws -> (claims: [Duration], completions: [Duration]) {
        let records = (1...15).map {
            SegmentRecord(
                number: $0, start: Int64($0) * 96_000, duration: 96_000, byteCount: 700_000,
                fragments: (0..<2).map {
                    FragmentRecord(
                        offset: $0 * 350_000, byteCount: 350_000, start: 0, duration: 48_000, keyframeByteCount: 60_000)
                })
        }
        let segments = Dictionary(uniqueKeysWithValues: (0..<4).map { (TrackID("video/h264/\($0)"), records) })
        var times: (claims: [Duration], completions: [Duration]) = ([], [])
        let clock = ContinuousClock()
        while clock.now < end {
            let start = clock.now
            guard let job = try await catalog.claim(.encoding, owner: owner, memory: .max) else { break }
            let claimed = clock.now
            try await catalog.completeTracks(job, segments: segments)
            times.claims.append(claimed - start)
            times.completions.append(clock.now - claimed)
        }
        return times
    }

    private func timed(until end: ContinuousClock.Instant, _ body: () async throws -> Void) async throws -> [Duration] {
        var times: [Duration] = []
        let clock = ContinuousClock()
        while clock.now < end {
            let start = clock.now
            try await body()
            times.append(clock.now - start)
            // As people and programs ask: now and then, not as fast as they can.
            try await Task.sleep(for: .milliseconds(2))
        }
        return times
    }
}
