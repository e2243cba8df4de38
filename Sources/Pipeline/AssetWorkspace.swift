import CMAF
import Ciphers
import CommonEncryption
import Isolation
import MediaCore
import Packaging
import Planning
import Presentation
import Storage
import Synchronization

/// What the jobs of one asset gather between ingest and publish. Any thread; held for moments only.
final class AssetWorkspace: Sendable {
    private struct State {
        var source: SourceInfo?
        var plan: TranscodePlan?
        /// By the place of their plan.
        var captions: [[CaptionCue]] = []
        var protection: AssetProtection?
        var configurations: [TrackID: TrackConfiguration] = [:]
        /// By the published track.
        var headers: [TrackID: TrackHeader] = [:]
        var protected: [ProtectionScheme: ProtectionAccount] = [:]
        var tiles: [SmallPicture] = []
        var poster: Poster?
        var sheets: [SpriteSheet] = []
        var findings: [Finding] = []
        var cpuSeconds: [TrackID: Double] = [:]
        var decodedFrames = 0
        var damagedFrames = 0
        var encodedSamples = 0
        var report: Report?
        var progressive: ProgressivePublication?
    }

    /// The best poster so far.
    private struct Poster {
        let frame: Int
        let score: Double
        let jpeg: [UInt8]
    }

    let staging: LocalStaging
    private let state = Mutex(State())
    /// Jobs whose outcome is in here. Held while one is taken in, so that nobody goes on with half of it.
    private let taken = Mutex<Set<Int>>([])

    init(staging: LocalStaging) { self.staging = staging }

    /// - Parameter captions: the cues of each of the plan's captions, on the source's timeline or their file's.
    func begin(_ source: SourceInfo, _ plan: TranscodePlan, captions: [[CaptionCue]], protection: AssetProtection?) {
        state.withLock {
            $0.protection = protection
            $0.source = source
            $0.plan = plan
            $0.captions = captions
        }
    }

    /// Takes in the outcome of each of these jobs that is not in here yet.
    func take<Failure: Error>(_ jobs: [Int], _ body: (Int) throws(Failure) -> Void) throws(Failure) {
        try taken.withLock { taken throws(Failure) in
            for job in jobs where !taken.contains(job) {
                try body(job)
                taken.insert(job)
            }
        }
    }

    /// Throws before ingest is done.
    func planned() throws -> (source: SourceInfo, plan: TranscodePlan) {
        try state.withLock { state in
            guard let source = state.source, let plan = state.plan else {
                throw WorkerFailure(.internal, "A job came before the plan it belongs to.")
            }
            return (source, plan)
        }
    }

    /// Notes a track's configuration, which every chunk must repeat to the letter, and makes the init segments it is published with.
    ///
    /// - Parameter published: the tracks that it becomes, and what each says of itself.
    func configure(_ configuration: TrackConfiguration, _ published: [(track: TrackID, description: TrackDescription)]) throws {
        let headers = try state.withLock { state -> [TrackHeader] in
            if let known = state.configurations[configuration.track] {
                guard known.codec == configuration.codec, known.priming == configuration.priming else {
                    throw PackagingError.configurationChanged(track: configuration.track)
                }
                return []
            }
            state.configurations[configuration.track] = configuration
            let headers = try published.map { try TrackHeader($0.description, of: $0.track) }
            for header in headers { state.headers[header.track] = header }
            return headers
        }
        for header in headers { try progressive?.add(header) }
    }

    func add(_ account: ProtectionAccount, of scheme: ProtectionScheme) {
        state.withLock {
            $0.protected[scheme, default: ProtectionAccount()] = $0.protected[scheme, default: ProtectionAccount()] + account
        }
    }

    /// Stores a segment, and names it where the asset can be played while it is made.
    func put(_ segment: PackagedSegment) throws {
        let progressive = progressive
        try staging.put(segment.path, segment.pieces, isDurable: progressive?.names(segment.track) == true)
        try progressive?.add(segment, in: staging)
    }

    /// Shows a segment that is made once more, with its chunk.
    func preview(_ segment: PackagedSegment) throws { try progressive?.put(segment) }

    /// From here on, what can be played is visible.
    func begin(_ progressive: ProgressivePublication) { state.withLock { $0.progressive = progressive } }

    var progressive: ProgressivePublication? { state.withLock { $0.progressive } }

    func add(_ tile: SmallPicture) { state.withLock { $0.tiles.append(tile) } }

    /// Keeps the candidate if it is the best; of two equal ones the earlier.
    func addPoster(frame: Int, score: Double, jpeg: [UInt8]) {
        state.withLock { state in
            if let best = state.poster, (best.score, -best.frame) >= (score, -frame) { return }
            state.poster = Poster(frame: frame, score: score, jpeg: jpeg)
        }
    }

    func add(_ sheet: SpriteSheet) { state.withLock { $0.sheets.append(sheet) } }
    func add(_ finding: Finding) { state.withLock { $0.findings.append(finding) } }

    func add(_ statistics: TaskStatistics) {
        state.withLock { state in
            for cost in statistics.tracks { state.cpuSeconds[cost.track, default: 0] += cost.cpuSeconds }
            state.decodedFrames += statistics.decodedFrames
            state.damagedFrames += statistics.damagedFrames
        }
    }

    /// Counts encoded pictures of all rungs, for progress.
    func countSample() -> Int {
        state.withLock { state in
            state.encodedSamples += 1
            return state.encodedSamples
        }
    }

    var captions: [[CaptionCue]] { state.withLock { $0.captions } }
    var tiles: [SmallPicture] { state.withLock { $0.tiles } }
    var poster: (frame: Int, jpeg: [UInt8])? { state.withLock { $0.poster.map { ($0.frame, $0.jpeg) } } }
    var sheets: [SpriteSheet] { state.withLock { $0.sheets.sorted { $0.number < $1.number } } }
    var protection: AssetProtection? { state.withLock { $0.protection } }
    /// Of an encrypted asset.
    var secrets: [KeyID: Secret] { protection?.keys.secrets ?? [:] }
    var protected: [ProtectionScheme: ProtectionAccount] { state.withLock { $0.protected } }
    var headers: [TrackID: TrackHeader] { state.withLock { $0.headers } }
    func priming(of track: TrackID) -> Int { state.withLock { $0.configurations[track]?.priming ?? 0 } }

    /// What the report says of the work.
    var account: (findings: [Finding], cpuSeconds: [TrackID: Double], decodedFrames: Int, damagedFrames: Int) {
        state.withLock { ($0.findings, $0.cpuSeconds, $0.decodedFrames, $0.damagedFrames) }
    }

    func finish(_ report: Report) { state.withLock { $0.report = report } }

    /// Throws before the asset is published.
    func finished() throws -> Report {
        guard let report = state.withLock({ $0.report }) else {
            throw WorkerFailure(.internal, "The jobs ended without publishing.")
        }
        return report
    }
}
