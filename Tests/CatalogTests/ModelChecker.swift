import MediaCore
import Planning

@testable import Catalog

/// One random schedule of workers that claim, renew, finish, fail, fall asleep and die, on a catalog whose clock jumps; and beside it
/// a model that knows what may and what must not happen. The same seed is the same schedule.
struct ModelChecker {
    struct Violation: Error, CustomStringConvertible {
        let description: String
    }

    private struct Lease {
        let fence: Int64
        let until: CatalogTime
    }

    private struct Worker {
        let name: String
        /// What it believes to hold.
        var job: ClaimedJob?
    }

    private let catalog: any Catalog
    private let clock: ManualClock
    private let timing = Timing()
    private var random: SeededGenerator
    private var workers = (0..<5).map { Worker(name: "worker-\($0)") }
    private let assets = (0..<3).map { AssetID("asset-\($0)") }
    private var chunks: [AssetID: Int] = [:]
    private var states: [AssetID: AssetState] = [:]
    /// Leases that are neither given back nor ended.
    private var leases: [Int: Lease] = [:]
    private var lastFence: Int64 = 0
    /// Kinds that were completed since the asset's last start.
    private var completed: [AssetID: [JobKind]] = [:]
    private var winner: [AssetID: Int64] = [:]
    /// Who was handed what, in order.
    private(set) var trace: [String] = []

    init(seed: UInt64, catalog: any Catalog, clock: ManualClock) {
        random = SeededGenerator(seed: seed)
        self.catalog = catalog
        self.clock = clock
    }

    /// - Throws: `Violation`, or what a catalog throws that no schedule explains.
    mutating func run(steps: Int) async throws {
        for (index, asset) in assets.enumerated() {
            chunks[asset] = Int.random(in: 1...3, using: &random)
            states[asset] = .uploaded
            try await catalog.register(
                Upload(asset: asset, tenant: "tenant-\(index % 2)", priority: Int.random(in: 0...9, using: &random)))
        }
        for _ in 0..<steps {
            try await step()
            try await checkStates()
        }
        try await finishEverything()
    }

    private mutating func step() async throws {
        let index = Int.random(in: workers.indices, using: &random)
        clock.jitter.withLock { [roll = Double.random(in: 0..<1, using: &random)] in $0 = roll }
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<15: clock.advance(.seconds(Int.random(in: 1...40, using: &random)))
        case 15..<17: clock.advance(.seconds(Int.random(in: -300...1000, using: &random)))
        case 17..<18: try await cancel(assets[Int.random(in: assets.indices, using: &random)])
        case 18..<20: try await restart(assets[Int.random(in: assets.indices, using: &random)])
        case 20..<23:
            // It dies, and somebody may notice.
            workers[index].job = nil
            if Bool.random(using: &random) { try await recover(workers[index].name) }
        case 23..<40 where workers[index].job != nil: try await renew(index)
        default: workers[index].job == nil ? try await claim(index) : try await finish(index)
        }
    }

    private mutating func claim(_ index: Int) async throws {
        let pool = JobKind.Pool.allCases[Int.random(in: 0...1, using: &random)]
        tick()
        guard let job = try await catalog.claim(pool, owner: workers[index].name, memory: .max) else { return }
        trace.append("\(workers[index].name) \(job.id) \(job.fence)")
        if let lease = leases[job.id], lease.until >= now {
            throw Violation(description: "job \(job.id) was handed out under the valid lease \(lease.fence)")
        }
        guard job.fence > lastFence else { throw Violation(description: "fence \(job.fence) came after \(lastFence)") }
        let done = completed[job.asset, default: []]
        let needed = job.kind.name.waitsFor.reduce(0) { $0 + jobs(of: $1, job.asset) }
        guard done.count(where: { job.kind.name.waitsFor.contains($0.name) }) == needed, !done.contains(job.kind) else {
            throw Violation(description: "\(job.kind) of \(job.asset) was handed out after \(done)")
        }
        lastFence = job.fence
        leases[job.id] = Lease(fence: job.fence, until: now + timing.lease)
        workers[index].job = job
    }

    /// The catalog's time, which it takes from the clock whenever it is asked to do something.
    private var now = CatalogTime(milliseconds: 0)
    private mutating func tick() { now = max(now, clock.time) }

    private func jobs(of kind: JobKind.Name, _ asset: AssetID) -> Int {
        switch kind {
        case .chunks: chunks[asset] ?? 0
        case .copy: 0
        default: 1
        }
    }

    private mutating func renew(_ index: Int) async throws {
        guard let job = workers[index].job else { return }
        tick()
        let lost = try await catalog.renew([job])
        if lost.isEmpty {
            try expectHeld(job)
            leases[job.id] = Lease(fence: job.fence, until: now + timing.lease)
        } else {
            workers[index].job = nil
        }
    }

    private mutating func finish(_ index: Int) async throws {
        guard let job = workers[index].job else { return }
        workers[index].job = nil
        tick()
        do throws(CatalogError) {
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                let failure = FailureClass.allCases[Int.random(in: 0...2, using: &random)]
                let verdict = try await catalog.fail(job, failure, reason: "bad luck")
                switch verdict {
                case .retry: break
                case .failed: ended(job.asset, .failed)
                case .quarantined: ended(job.asset, .quarantined)
                }
            case 1: try await catalog.release(job)
            default: try await complete(job)
            }
        } catch {
            guard case .leaseLost = error else { throw error }
            return
        }
        try expectHeld(job)
        leases[job.id] = nil
    }

    private mutating func complete(_ job: ClaimedJob) async throws(CatalogError) {
        switch job.kind {
        case .ingest:
            let plan = TranscodePlan.sample(chunks: chunks[job.asset] ?? 1)
            try await catalog.completeIngest(job, plan: plan, chunksPerJob: 1, memory: 0)
            states[job.asset] = .processing
        case .audio, .copy, .chunks: try await catalog.completeTracks(job, segments: [:])
        case .pictures: try await catalog.completePictures(job)
        case .publish:
            try await catalog.completePublish(job)
            winner[job.asset] = job.fence
            ended(job.asset, .published)
        }
        completed[job.asset, default: []].append(job.kind)
    }

    private mutating func ended(_ asset: AssetID, _ state: AssetState) { states[asset] = state }

    /// What a catalog took from a worker must have come under the job's latest claim.
    private func expectHeld(_ job: ClaimedJob) throws {
        guard leases[job.id]?.fence == job.fence else {
            throw Violation(
                description: "job \(job.id) was accepted under fence \(job.fence), not \(String(describing: leases[job.id]))")
        }
    }

    private mutating func recover(_ owner: String) async throws {
        tick()
        let held = try await held(by: owner)
        try await catalog.recover(from: [owner])
        for id in held { leases[id] = nil }
    }

    private func held(by owner: String) async throws -> [Int] {
        var ids: [Int] = []
        for asset in assets {
            ids += try await catalog.jobs(of: asset).filter { $0.state == .running && $0.owner == owner }.map(\.id)
        }
        return ids
    }

    private mutating func cancel(_ asset: AssetID) async throws {
        tick()
        do throws(CatalogError) {
            try await catalog.cancel(asset)
            ended(asset, .cancelled)
        } catch {
            guard case .notAllowed = error else { throw error }
        }
    }

    private mutating func restart(_ asset: AssetID) async throws {
        tick()
        do throws(CatalogError) {
            try await catalog.restart(asset, order: nil)
            states[asset] = .uploaded
            completed[asset] = []
        } catch {
            guard case .notAllowed = error else { throw error }
        }
    }

    /// No state changes but by a step that the model saw, or by the third lease that ran out.
    private mutating func checkStates() async throws {
        for asset in assets {
            let record = try await catalog.asset(asset)
            if record.state != states[asset] {
                guard record.state == .quarantined, states[asset]?.isActive == true, record.reason == "Its lease ran out." else {
                    throw Violation(description: "\(asset) is \(record.state), expected \(String(describing: states[asset]))")
                }
                states[asset] = .quarantined
            }
            guard record.generation == winner[asset] else {
                throw Violation(
                    description:
                        "\(asset) shows \(String(describing: record.generation)), won by \(String(describing: winner[asset]))")
            }
        }
    }

    /// With one good worker left and time to wait, whatever was not ended is published.
    private mutating func finishEverything() async throws {
        for index in workers.indices.dropFirst() { workers[index].job = nil }
        clock.advance(.seconds(3600))
        for _ in 0..<200 {
            var isIdle = true
            for pool in JobKind.Pool.allCases {
                while let job = try await catalog.claim(pool, owner: "last", memory: .max) {
                    isIdle = false
                    try await complete(job)
                }
            }
            clock.advance(.seconds(1000))
            if isIdle, try await catalog.depths().allSatisfy({ $0.ready + $0.delayed + $0.running == 0 }) { break }
        }
        try await checkStates()
        for asset in assets where states[asset]?.isActive == true {
            throw Violation(description: "\(asset) was left behind as \(String(describing: states[asset]))")
        }
    }
}

/// SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
