import LibAV
import MediaCore
import Planning
import Threading

/// Decodes a run of chunks once and feeds every rung of the ladder through bounded queues: one thread decodes, one a rung scales
/// and encodes. The slowest encoder sets the pace; memory holds the frames in flight and no more.
package struct ChunkTranscoder {
    private let plan: VideoPlan
    private let origin: MediaTime
    private let descriptor: Int32
    private let sink: any TranscodeSink

    /// Frames waiting before each rung.
    private static let queueCapacity = 8

    /// - Parameter descriptor: of the source, readable; stays the caller's.
    package init(plan: VideoPlan, origin: MediaTime, descriptor: Int32, sink: any TranscodeSink) {
        self.plan = plan.encoded
        self.origin = origin
        self.descriptor = descriptor
        self.sink = sink
    }

    /// Transcodes `chunks`, which follow each other. Blocks the calling thread, which decodes.
    package func run(_ chunks: ArraySlice<Chunk>) throws(TranscodingError) -> TaskStatistics {
        try typed { try transcode(chunks) }
    }

    private func transcode(_ chunks: ArraySlice<Chunk>) throws -> TaskStatistics {
        let queues = plan.renditions.map { _ in StageQueue(capacity: Self.queueCapacity) }
        let threads = try start(queues)
        // The lead, last, is fed by the decoder and feeds the highest rung in SDR; the highest in HDR is fed by the decoder too.
        let lead = queues.count - 1
        let heads = ([lead] + plan.renditions.indices.filter { plan.renditions[$0].color.isHDR && above($0) == nil }).map {
            StageHead(queue: queues[$0], isHDR: plan.renditions[$0].color.isHDR)
        }
        var statistics = TaskStatistics()
        let decoding = Result { try decode(chunks, into: heads, &statistics) }
        for head in heads { if case .success = decoding { head.queue.finish() } else { head.queue.cancel() } }
        let outcomes = threads.map { $0.join() }
        try decoding.get()
        for (rendition, outcome) in zip(plan.renditions, outcomes) {
            statistics.tracks.append(TrackCost(track: rendition.track, cpuSeconds: try outcome.get()))
        }
        return statistics
    }

    /// The next higher rung of the same dynamic range.
    private func above(_ index: Int) -> Int? {
        plan.renditions[..<index].lastIndex { $0.color.isHDR == plan.renditions[index].color.isHDR }
    }

    /// A thread for each rung. One that fails, or cannot be started, must not leave the others waiting for it.
    private func start(_ queues: [StageQueue]) throws -> [WorkerThread<Double, any Error>] {
        do {
            let lead = queues.count - 1
            return try plan.renditions.indices.map { index in
                let stage: any Stage
                if index == lead {
                    let highest = plan.renditions.indices.first { $0 != lead && !plan.renditions[$0].color.isHDR }
                    stage = LeadStage(plan: plan, input: queues[lead], next: highest.map { queues[$0] }, sink: sink)
                } else {
                    let below = plan.renditions.indices.first { $0 > index && $0 != lead && above($0) == index }
                    stage = RungStage(
                        plan: plan, rendition: plan.renditions[index], input: queues[index],
                        next: below.map { queues[$0] }, sink: sink)
                }
                return try WorkerThread.start(named: "rung \(plan.renditions[index].name)") { () throws(any Error) -> Double in
                    do { return try stage.run() } catch {
                        for queue in queues { queue.cancel() }
                        throw error
                    }
                }
            }
        } catch {
            for queue in queues { queue.cancel() }
            throw error
        }
    }

    /// Pushes the frames of `chunks` to `heads`. Chunks of a parallel plan are each decoded from their own access point, whatever
    /// was decoded before, so that what they hold does not depend on who else is in the run.
    private func decode(_ chunks: ArraySlice<Chunk>, into heads: [StageHead], _ statistics: inout TaskStatistics) throws {
        let runs = plan.decode == .sequential ? [chunks] : chunks.indices.map { chunks[$0...$0] }
        for run in runs {
            var feed = try ChunkFeed.open(plan, run, origin: origin, descriptor: descriptor, sink: sink, heads: heads)
            let isTaken = try feed.run()
            statistics.decodedFrames += feed.decodedFrames
            statistics.damagedFrames += feed.damagedFrames
            if !isTaken { return }
        }
    }
}
