import LibAV
import MediaCore
import Planning
import Threading

/// The lead's first segment by itself, as it will be made again with its whole chunk: the same bytes, as soon as they can be had. It costs
/// the decoding of a few seconds, and holds no frame for the other rungs.
package struct LeadPreview {
    private let plan: VideoPlan
    private let origin: MediaTime
    private let descriptor: Int32
    private let sink: any TranscodeSink

    /// - Parameter descriptor: of the source, readable; stays the caller's.
    package init(plan: VideoPlan, origin: MediaTime, descriptor: Int32, sink: any TranscodeSink) {
        self.plan = plan
        self.origin = origin
        self.descriptor = descriptor
        self.sink = sink
    }

    package func run() throws(TranscodingError) -> TaskStatistics {
        try typed { try encode() }
    }

    private func encode() throws -> TaskStatistics {
        guard let chunk = plan.chunks.first else { return TaskStatistics() }
        let queue = StageQueue(capacity: 8)
        let first = FirstSegmentSink(
            sink, of: plan.lead.track, end: Int64(plan.grid.frames(ofSegment: 0).end) * Int64(plan.frameRate.frameDuration)
        ) { queue.cancel() }
        let stage = LeadStage(plan: plan, input: queue, next: nil, sink: first)
        let thread = try WorkerThread.start(named: "preview") { () throws(any Error) -> Double in
            defer { queue.cancel() }
            return try stage.run()
        }
        let decoding = Result {
            var feed = try ChunkFeed.open(
                plan, [chunk], origin: origin, descriptor: descriptor, sink: first, heads: [StageHead(queue: queue, isHDR: false)]
            )
            _ = try feed.run()
        }
        queue.finish()
        _ = try thread.join().get()
        try decoding.get()
        return TaskStatistics()
    }
}

/// Passes on what belongs to a track's first segment and says when that is complete.
private struct FirstSegmentSink: TranscodeSink {
    private let sink: any TranscodeSink
    private let track: TrackID
    /// In ticks of the track.
    private let end: Int64
    private let whenComplete: @Sendable () -> Void

    init(_ sink: any TranscodeSink, of track: TrackID, end: Int64, whenComplete: @escaping @Sendable () -> Void) {
        self.sink = sink
        self.track = track
        self.end = end
        self.whenComplete = whenComplete
    }

    func configuration(_ configuration: CodecConfiguration, of track: TrackID, primingTicks: Int) throws(TranscodingError) {
        try sink.configuration(configuration, of: track, primingTicks: primingTicks)
    }

    func sample(_ timing: SampleTiming, of track: TrackID, payload: UnsafeRawBufferPointer) throws(TranscodingError) {
        guard timing.decodeTime < end else { return }
        try sink.sample(timing, of: track, payload: payload)
        if timing.decodeTime + Int64(timing.duration) == end { whenComplete() }
    }

    func sample(_ timing: SampleTiming, of track: TrackID, sourceRange: Range<Int64>) {}
    func tile(_ tile: SmallPicture) {}
    func picture(_ picture: FinishedPicture) {}
    func progress(frames: Int) {}
    func finding(_ finding: Finding) {}
}
