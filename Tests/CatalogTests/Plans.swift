import Events
import MediaCore
import Planning
import Presentation

@testable import Catalog

extension TranscodePlan {
    /// A plan of so many chunks, each of one segment; none means no picture.
    static func sample(
        chunks: Int, decode: DecodeMode = .parallel, hasAudio: Bool = true, copiedPriming: Int? = nil
    ) -> TranscodePlan {
        let grid = SegmentGrid(frameCount: max(1, chunks) * 100, gopFrames: 50, gopsPerSegment: 2)
        let size = Resolution(width: 640, height: 360)
        let video = VideoPlan(
            streamIndex: 0, frameRate: FrameRate(25), decode: decode, decoderThreads: 1, orientation: .upright,
            sourceColor: .bt709,
            renditions: [
                VideoRendition(
                    track: video, name: "360p", codec: .h264, resolution: size, encoderPreset: "veryfast", crfHundredths: 2300,
                    maxRate: 900_000, bufferSize: 1_800_000)
            ], grid: grid,
            chunks: (0..<chunks).map {
                Chunk(
                    index: $0, firstSegment: $0, endSegment: $0 + 1, frames: grid.frames(ofSegment: $0), accessPoint: nil)
            },
            thumbnails: ThumbnailPlan(
                frameInterval: 25, count: 4 * max(1, chunks), tile: Resolution(width: 160, height: 90), columns: 5, rows: 5,
                poster: size))
        var audio = AudioPlan(
            track: Self.audio, streamIndex: 1, codec: .aac, language: "und", sampleRate: 48_000, channelCount: 2,
            bitRate: 128_000,
            sampleCount: 48_000)
        audio.copiedPriming = copiedPriming
        return TranscodePlan(
            version: "test", preset: "web", origin: .zero, video: chunks > 0 ? video : nil, audio: hasAudio ? audio : nil,
            findings: [])
    }

    static let video = TrackID("video/h264/360p")
    static let audio = TrackID("audio/aac/und")
}

extension SegmentRecord {
    static func sample(_ number: Int) -> SegmentRecord {
        SegmentRecord(
            number: number, start: Int64(number - 1) * 100, duration: 100, byteCount: 1000,
            fragments: [
                FragmentRecord(offset: 24, byteCount: 976, start: Int64(number - 1) * 100, duration: 100, keyframeByteCount: 200)
            ])
    }
}

extension Catalog {
    func claim(_ pool: JobKind.Pool) async throws(CatalogError) -> ClaimedJob? {
        try await claim(pool, owner: "worker", memory: .max)
    }

    /// Takes the events recorded since the last call, oldest first.
    func takeEvents() async throws(CatalogError) -> [AssetEvent] {
        let events = try await pendingEvents(limit: 1000)
        try await acknowledge(events)
        return events.map(\.event)
    }

    /// All jobs of both pools that are ready, claimed.
    func claimAll() async throws(CatalogError) -> [ClaimedJob] {
        var jobs: [ClaimedJob] = []
        for pool in JobKind.Pool.allCases {
            while let job = try await claim(pool) { jobs.append(job) }
        }
        return jobs
    }

    /// A registered asset, planned.
    func plan(
        _ asset: AssetID, _ plan: TranscodePlan, chunksPerJob: Int = 1, tenant: String = Upload.soleTenant,
        priority: Int = Upload.usualPriority
    ) async throws {
        try await register(Upload(asset: asset, tenant: tenant, priority: priority))
        guard let ingest = try await claim(.light), ingest.asset == asset else { throw Missing() }
        try await completeIngest(ingest, plan: plan, chunksPerJob: chunksPerJob, memory: 1000)
    }
}

struct Missing: Error {}
