import LibAV
import MediaCore
import Planning

/// Decodes the picture of a source from an access point on, in presentation order. One owner, any one thread at a time.
struct VideoSource: ~Copyable {
    private var demuxer: Demuxer
    private var decoder: Decoder
    private let packet: Packet
    private let stream: StreamDescription
    /// Where decoding begins; what shows before it is left out.
    private let start: AccessPoint?
    private var clock: ClockFollower
    private var deinterlacer: Deinterlacer
    /// Of the frames inside the deinterlacer, in their order.
    private var times: [MediaTime] = []
    /// A packet already read, which the decoder has not seen.
    private var holdsPacket: Bool
    /// Of the frame before: what one without a time of its own follows.
    private var last: (ticks: Int64, duration: Int64)?
    /// The decoder has returned its last frame.
    private var hasEnded = false
    private(set) var decodedFrames = 0
    private var concealedFrames = 0

    private init(
        demuxer: consuming Demuxer, decoder: consuming Decoder, packet: consuming Packet, stream: StreamDescription,
        start: AccessPoint?, clock: ClockFollower, deinterlacer: consuming Deinterlacer, holdsPacket: Bool
    ) {
        self.demuxer = demuxer
        self.decoder = decoder
        self.packet = packet
        self.stream = stream
        self.start = start
        self.clock = clock
        self.deinterlacer = deinterlacer
        self.holdsPacket = holdsPacket
    }

    /// - Parameter start: where decoding begins; nil for the start of the file.
    static func open(descriptor: Int32, plan: VideoPlan, from start: AccessPoint?) throws -> VideoSource {
        var demuxer = try Demuxer.open(descriptor: descriptor)
        guard plan.streamIndex < demuxer.streams.count else {
            throw TranscodingError.sourceChanged("stream \(plan.streamIndex) is gone")
        }
        demuxer.select(streams: [plan.streamIndex])
        let stream = demuxer.streams[plan.streamIndex]
        let packet = try Packet.allocate()
        if let start {
            // A demuxer may land after the access point or on another; reading from the start always finds it.
            let landed = try position(&demuxer, stream, at: start, packet, seeks: true)
            if !landed {
                demuxer = try Demuxer.open(descriptor: descriptor)
                demuxer.select(streams: [plan.streamIndex])
                guard try position(&demuxer, stream, at: start, packet, seeks: false) else {
                    throw TranscodingError.sourceChanged("there is no keyframe at \(start.presentationTime.seconds) s any more")
                }
            }
        }
        let decoder = try Decoder.open(demuxer, stream: plan.streamIndex, threads: plan.decoderThreads)
        return VideoSource(
            demuxer: demuxer, decoder: decoder, packet: packet, stream: stream, start: start ?? plan.entry,
            clock: ClockFollower(plan.clock, stream, packets: start?.packetIndex ?? 0),
            deinterlacer: Deinterlacer(isExpected: plan.isInterlaced), holdsPacket: start != nil)
    }

    /// Frames concealed and packets that the decoder refused.
    var damagedFrames: Int { concealedFrames + decoder.damagedPackets }

    /// The next whole frame, with its presentation time on the container's timeline; nil at the end.
    mutating func next() throws -> TimedFrame? {
        while true {
            if let frame = try deinterlacer.receive() { return TimedFrame(frame: frame, time: times.removeFirst()) }
            if hasEnded { return nil }
            guard let timed = try decode() else {
                try deinterlacer.sendEnd()
                hasEnded = true
                continue
            }
            times.append(timed.time)
            try deinterlacer.send(timed.takeFrame())
        }
    }

    private mutating func decode() throws -> TimedFrame? {
        while true {
            let output = try decoder.receive()
            switch consume output {
            case .ended: return nil
            case .needsInput: try feed()
            case .output(let frame):
                let ticks = frame.presentationTicks ?? last.map { $0.ticks &+ $0.duration } ?? 0
                let step = last.map { ticks &- $0.ticks } ?? 0
                last = (ticks, frame.durationTicks > 0 ? frame.durationTicks : max(step, last?.duration ?? 0))
                let time = stream.time(ticks)
                // What decodes after the access point but shows before it refers to pictures that were never read.
                if let start, time < start.presentationTime { continue }
                decodedFrames += 1
                if frame.isDamaged { concealedFrames += 1 }
                return TimedFrame(frame: frame, time: time)
            }
        }
    }

    private mutating func feed() throws {
        while try holdsPacket || demuxer.read(into: packet) {
            holdsPacket = false
            guard packet.streamIndex == stream.index else { continue }
            clock.correct(packet)
            if clock.packets > start?.packetIndex ?? 0 { return try decoder.send(packet) }
        }
        try decoder.sendEnd()
    }

    /// Reads up to the packet of `target`, which `packet` then holds; false where it was passed over.
    private static func position(
        _ demuxer: inout Demuxer, _ stream: StreamDescription, at target: AccessPoint, _ packet: borrowing Packet, seeks: Bool
    ) throws -> Bool {
        if seeks, try !demuxer.seek(stream: stream.index, to: target.decodeTime) { return false }
        while try demuxer.read(into: packet) {
            guard packet.streamIndex == stream.index, let ticks = packet.presentationTicks else { continue }
            if packet.isKeyframe && stream.time(ticks) == target.presentationTime { return true }
            if let decode = packet.decodeTicks, stream.time(decode) > target.decodeTime { return false }
        }
        return false
    }
}

/// A decoded picture and when it shows, on the container's own timeline.
struct TimedFrame: ~Copyable {
    private let frame: Frame
    let time: MediaTime

    init(frame: consuming Frame, time: MediaTime) {
        self.frame = frame
        self.time = time
    }

    consuming func takeFrame() -> Frame { frame }
}
