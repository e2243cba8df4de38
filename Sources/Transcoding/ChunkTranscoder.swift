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
    private static let queueCapacity = 4

    /// - Parameter descriptor: of the source, readable; stays the caller's.
    package init(plan: VideoPlan, origin: MediaTime, descriptor: Int32, sink: any TranscodeSink) {
        self.plan = plan
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
        // The lead, last, is fed by the decoder; every other rung feeds the one below it.
        let lead = queues.count - 1
        let threads = try plan.renditions.indices.map { index in
            let stage = RungStage(
                plan: plan, rendition: plan.renditions[index], input: queues[index],
                next: index + 1 < lead ? queues[index + 1] : nil, sink: sink)
            return try WorkerThread.start(named: "rung \(stage.rendition.name)") { () throws(any Error) -> Double in
                // A stage that fails must not leave the others waiting for it.
                do { return try stage.run() } catch {
                    for queue in queues { queue.cancel() }
                    throw error
                }
            }
        }
        let heads = lead == 0 ? [queues[0]] : [queues[lead], queues[0]]
        var statistics = TaskStatistics()
        let decoding = Result { try decode(chunks, into: heads, &statistics) }
        for queue in heads { if case .success = decoding { queue.finish() } else { queue.cancel() } }
        let outcomes = threads.map { $0.join() }
        try decoding.get()
        for (rendition, outcome) in zip(plan.renditions, outcomes) {
            statistics.tracks.append(TrackCost(track: rendition.track, cpuSeconds: try outcome.get()))
        }
        return statistics
    }

    /// Picks, for each output frame of the chunks, the nearest source frame and pushes it to `heads`.
    private func decode(_ chunks: ArraySlice<Chunk>, into heads: [StageQueue], _ statistics: inout TaskStatistics) throws {
        guard let first = chunks.first, let last = chunks.last else { return }
        var source = try VideoSource.open(descriptor: descriptor, plan: plan, from: first.accessPoint)
        var filter = UprightFilter(plan.orientation)
        var thumbnails = try ThumbnailStage.open(plan, sink)
        var picker = FramePicker(
            frameRate: plan.frameRate, origin: origin, frames: FrameRange(first.frames.start, last.frames.end))
        var boundaries = chunks.dropFirst().map(\.frames.start)[...]
        var current: Frame?
        var number = first.frames.start

        func emit(_ count: Int, _ frame: borrowing Frame) throws -> Bool {
            for _ in 0..<count {
                if number == boundaries.first {
                    boundaries.removeFirst()
                    for head in heads where !head.blockingPush(.endOfChunk) { return false }
                }
                try thumbnails.observe(frame, number: number)
                for head in heads where !head.blockingPush(.frame(try frame.newReference(), number: number)) { return false }
                number += 1
            }
            return true
        }

        while !picker.isDone, let timed = try source.next() {
            let count = picker.advance(to: timed.time)
            if count > 0, let previous = current.take(), try !emit(count, previous) { return }
            current = try filter.apply(to: try timed.frame.newReference())
        }
        statistics.decodedFrames = source.decodedFrames
        statistics.damagedFrames = source.damagedFrames
        let rest = picker.finish()
        if let final = current.take() {
            if rest > 0, try !emit(rest, final) { return }
        } else if number < last.frames.end {
            throw TranscodingError.sourceChanged("no frame can be decoded from \(first.frames.start) on")
        }
        try thumbnails.finish()
        for head in heads where !head.blockingPush(.endOfChunk) { return }
    }
}
