import LibAV
import MediaCore
import Planning

/// Decodes one run of the source and gives every output frame of its chunks the nearest source frame.
struct ChunkFeed: ~Copyable {
    private let plan: VideoPlan
    private let sink: any TranscodeSink
    private let heads: [StageHead]
    private let descriptor: Int32
    private let origin: MediaTime
    private var remaining: ArraySlice<Chunk>
    private var source: VideoSource
    private var filter: UprightFilter
    private var mapper: ColorMapper
    private var picker: FramePicker
    private var thumbnails: ThumbnailStage
    private var number: Int

    private init(
        _ plan: VideoPlan, _ chunks: ArraySlice<Chunk>, picker: FramePicker, source: consuming VideoSource,
        thumbnails: consuming ThumbnailStage, sink: any TranscodeSink, heads: [StageHead],
        descriptor: Int32, origin: MediaTime
    ) {
        self.descriptor = descriptor
        self.origin = origin
        self.plan = plan
        self.sink = sink
        self.heads = heads
        self.source = source
        self.thumbnails = thumbnails
        self.picker = picker
        remaining = chunks
        filter = UprightFilter(plan.orientation)
        let largest = plan.renditions.first { !$0.color.isHDR } ?? plan.lead
        mapper = ColorMapper(to: largest.resolution, fallback: plan.sourceColor, peak: plan.sourcePeak)
        number = picker.next
    }

    /// - Parameter chunks: at least one; they follow each other and are decoded from the first one's access point.
    static func open(
        _ plan: VideoPlan, _ chunks: ArraySlice<Chunk>, origin: MediaTime, descriptor: Int32, sink: any TranscodeSink,
        heads: [StageHead]
    ) throws -> ChunkFeed {
        let frames = FrameRange(chunks[chunks.startIndex].frames.start, chunks[chunks.endIndex - 1].frames.end)
        return ChunkFeed(
            plan, chunks, picker: FramePicker(frameRate: plan.frameRate, origin: origin, frames: frames),
            source: try VideoSource.open(descriptor: descriptor, plan: plan, from: chunks[chunks.startIndex].accessPoint),
            thumbnails: try ThumbnailStage.open(plan, sink), sink: sink, heads: heads, descriptor: descriptor, origin: origin)
    }

    var decodedFrames: Int { source.decodedFrames }
    var damagedFrames: Int { source.damagedFrames }

    /// False, before the end, when the queues were cancelled: whoever did that has an error to tell.
    mutating func run() throws -> Bool {
        var current: Frame?
        while !picker.isDone, let timed = try source.next() {
            let count = picker.advance(to: timed.time)
            if count > 0, let shown = current.take(), try !emit(shown, count) { return false }
            current = timed.takeFrame()
        }
        let rest = picker.finish()
        if rest == 0 { return true }
        // Where nothing decodes from the access point on, the last picture before it is held.
        if current == nil { current = try lastFrame(before: origin + plan.frameRate.time(ofFrame: number)) }
        guard let last = current.take() else {
            throw TranscodingError.rejected(.nothingDecodes(seconds: Int(plan.frameRate.time(ofFrame: number).seconds)))
        }
        return try emit(last, rest)
    }

    private func lastFrame(before time: MediaTime) throws -> Frame? {
        var source = try VideoSource.open(descriptor: descriptor, plan: plan, from: nil)
        var last: Frame?
        while let timed = try source.next(), timed.time < time || last == nil { last = timed.takeFrame() }
        return last
    }

    /// Pushes one picture, turned upright and where that is wanted in SDR, as the next `count` output frames; false when nobody takes them.
    private mutating func emit(_ decoded: consuming Frame, _ count: Int) throws -> Bool {
        let upright = try filter.apply(to: decoded)
        let frame = try mapper.apply(to: try upright.newReference())
        for _ in 0..<count {
            try thumbnails.observe(frame, number: number)
            for head in heads {
                let picture = try head.isHDR ? upright.newReference() : frame.newReference()
                if !head.queue.blockingPush(.frame(picture, number: number)) { return false }
            }
            number += 1
            if number == remaining.first?.frames.end, try !endChunk() { return false }
        }
        return true
    }

    private mutating func endChunk() throws -> Bool {
        remaining.removeFirst()
        try thumbnails.finish()
        thumbnails = try ThumbnailStage.open(plan, sink)
        for head in heads where !head.queue.blockingPush(.endOfChunk) { return false }
        return true
    }
}
