import LibAV
import MediaCore
import Planning

/// Hands on the packets of the source that stand in the asset as they are, in the order in which the file has them. Nothing is
/// decoded.
package struct TrackCopier {
    private let plan: TranscodePlan
    private let descriptor: Int32
    private let sink: any TranscodeSink

    /// - Parameter descriptor: of the source, readable; stays the caller's.
    package init(plan: TranscodePlan, descriptor: Int32, sink: any TranscodeSink) {
        self.plan = plan
        self.descriptor = descriptor
        self.sink = sink
    }

    package func run() throws(TranscodingError) -> TaskStatistics {
        try typed {
            let start = threadCPUSeconds()
            let tracks = try copy()
            let share = (threadCPUSeconds() - start) / Double(max(1, tracks.count))
            return TaskStatistics(tracks: tracks.map { TrackCost(track: $0, cpuSeconds: share) })
        }
    }

    private func copy() throws -> [TrackID] {
        var demuxer = try Demuxer.open(descriptor: descriptor)
        var tracks: [Int: any CopiedTrack] = [:]
        func stream(_ index: Int) throws -> StreamDescription {
            guard index < demuxer.streams.count else { throw TranscodingError.sourceChanged("stream \(index) is gone") }
            return demuxer.streams[index]
        }
        if let video = plan.video, let rendition = video.renditions.first(where: { $0.copiedDelay != nil }) {
            tracks[video.streamIndex] = try CopiedPicture(rendition, of: video, plan.origin, try stream(video.streamIndex), sink)
        }
        for sound in plan.sounds where sound.copiedPriming != nil {
            tracks[sound.streamIndex] = try CopiedSound(sound, try stream(sound.streamIndex), sink)
        }
        demuxer.select(streams: Set(tracks.keys))
        let packet = try Packet.allocate()
        while try demuxer.read(into: packet) {
            guard let timing = try tracks[packet.streamIndex]?.timing(ofNext: packet) else { continue }
            let track = tracks[packet.streamIndex]!.id
            if let range = demuxer.sourceRange(of: packet) {
                try sink.sample(timing, of: track, sourceRange: range)
            } else {
                try sink.sample(timing, of: track, payload: packet.bytes)
            }
        }
        return tracks.values.map(\.id)
    }
}

/// One track's packets, which are put on the asset's timeline.
private protocol CopiedTrack {
    var id: TrackID { get }
    /// Nil for a packet that is not wanted.
    mutating func timing(ofNext packet: borrowing Packet) throws -> SampleTiming?
}

private struct CopiedPicture: CopiedTrack {
    let id: TrackID
    private let stream: StreamDescription
    private let origin: MediaTime
    private let frameRate: FrameRate
    private let delay: Int
    /// Packets so far, which is the next one's place in decoding order.
    private var count = 0

    init(
        _ rendition: VideoRendition, of plan: VideoPlan, _ origin: MediaTime, _ stream: StreamDescription,
        _ sink: any TranscodeSink
    ) throws {
        id = rendition.track
        self.stream = stream
        self.origin = origin
        frameRate = plan.frameRate
        delay = rendition.copiedDelay ?? 0
        try sink.configuration(
            try AVCCopy(stream.extradata).configuration, of: id, primingTicks: delay * Int(frameRate.frameDuration))
    }

    mutating func timing(ofNext packet: borrowing Packet) throws -> SampleTiming? {
        guard let ticks = packet.presentationTicks else { throw TranscodingError.sourceChanged("a frame lost its time") }
        defer { count += 1 }
        let number = frameRate.frameCount(in: stream.time(ticks) - origin)
        return SampleTiming(
            decodeTime: Int64(count) * Int64(frameRate.frameDuration),
            compositionOffset: Int32(clamping: (number - count + delay) * Int(frameRate.frameDuration)),
            duration: UInt32(frameRate.frameDuration), isSync: try AVCCopy.isIDR(packet.bytes))
    }
}

private struct CopiedSound: CopiedTrack {
    let id: TrackID
    /// Samples, the priming included.
    private let total: Int64
    private var start: Int64 = 0

    init(_ plan: AudioPlan, _ stream: StreamDescription, _ sink: any TranscodeSink) throws {
        id = plan.track
        let priming = plan.copiedPriming ?? 0
        total = plan.sampleCount + Int64(priming)
        try sink.configuration(.aac(audioSpecificConfig: stream.extradata), of: id, primingTicks: priming)
    }

    /// The last one is declared only as long as the sound in it, so that every track of the asset ends together.
    mutating func timing(ofNext packet: borrowing Packet) throws -> SampleTiming? {
        defer { start += Int64(AudioPlan.frameSamples) }
        let duration = min(Int64(AudioPlan.frameSamples), total - start)
        return duration > 0 ? SampleTiming(decodeTime: start, duration: UInt32(duration), isSync: true) : nil
    }
}
