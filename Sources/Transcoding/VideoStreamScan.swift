import LibAV
import MediaCore
import Planning

/// What the packets of one picture stream say.
struct VideoStreamScan {
    let index: Int
    private let stream: StreamDescription
    private let picture: StreamDescription.Video
    private let mostAccessPoints: Int
    private let hdr: HDRMetadata?
    private var intervals = FrameIntervals()
    private var clock: ClockScan
    private let newClock: ClockScan
    /// A long interval may be a jump of the clock, which is not the frame's.
    private let restarts: Bool
    /// Presentation time of the first keyframe.
    private var entry: Int64?
    private var leadingCount = 0
    private var untimedCount = 0
    /// Of the latest frame shown.
    private var last: Int64 = .min
    private var lastDuration: Int64 = 0
    private var frameCount = 0
    private var packetCount = 0
    private var accessPoints: [AccessPoint] = []
    /// Keyframes beyond `mostAccessPoints`, which are not kept.
    private var hasMore = false
    private(set) var lastDecode: Int64?
    /// Of H.264.
    private var packets: PicturePacketScan?

    /// - Parameters:
    ///   - hdr: as the bitstream says it.
    ///   - mostAccessPoints: what is kept of more would not fit into one answer.
    init(
        _ stream: StreamDescription, _ picture: StreamDescription.Video, hdr: HDRMetadata?, restarts: Bool,
        mostAccessPoints: Int
    ) {
        index = stream.index
        self.mostAccessPoints = mostAccessPoints
        self.stream = stream
        self.picture = picture
        self.hdr = hdr ?? picture.hdr
        self.restarts = restarts
        newClock = ClockScan(stream, restarts: restarts)
        clock = newClock
        if stream.codec == "h264" { packets = PicturePacketScan(stream) }
    }

    mutating func note(_ packet: borrowing Packet, filePlace: Int) {
        defer { packetCount += 1 }
        lastDecode = packet.decodeTicks ?? lastDecode
        let (isIDR, byteOffset) = packets?.note(packet) ?? (false, 0)
        guard let ticks = packet.presentationTicks ?? packet.decodeTicks else {
            untimedCount += 1
            return
        }
        if packet.isKeyframe {
            if entry == nil { begin(at: ticks) }
            if accessPoints.count < mostAccessPoints {
                accessPoints.append(
                    AccessPoint(
                        presentationTime: stream.time(ticks), decodeTime: stream.time(packet.decodeTicks ?? ticks),
                        packetIndex: packetCount, byteOffset: byteOffset, isIDR: isIDR))
            } else {
                hasMore = true
            }
        }
        guard !packet.isDiscarded else { return }
        // Pictures that follow the first keyframe and show before it refer to some that are not there.
        if let entry, ticks < entry, accessPoints.count == 1 {
            leadingCount += 1
            return
        }
        frameCount += 1
        if ticks >= last {
            last = ticks
            lastDuration = max(0, packet.durationTicks)
        }
        let isJump = clock.note(
            decode: packet.decodeTicks, start: ticks, end: ticks &+ max(0, packet.durationTicks), packet: packetCount,
            filePlace: filePlace)
        if isJump { intervals.settle() }
        intervals.note(ticks)
    }

    /// Forgets what came before the first keyframe: it cannot be decoded.
    private mutating func begin(at ticks: Int64) {
        entry = ticks
        leadingCount = frameCount
        (frameCount, last, intervals, clock) = (0, .min, FrameIntervals(), newClock)
    }

    /// Nil where no packet shows a frame.
    func track(container: String) -> SourceVideoTrack? {
        let counts = intervals.counts
        let median = counts.median
        let runs = clock.runs(tail: lastDuration == 0 ? median : 0)
        guard let first = runs.first else { return nil }
        let aspect = picture.trustedPixelAspect
        var track = SourceVideoTrack(
            streamIndex: index, codec: stream.codec, size: picture.size, pixelAspectWidth: aspect?.width ?? 1,
            pixelAspectHeight: aspect?.height ?? 1, orientation: picture.orientation ?? .upright, color: picture.color, hdr: hdr,
            pixelFormat: picture.pixelFormat, isInterlaced: picture.isInterlaced, isDefault: stream.isDefault,
            frameCount: frameCount + untimedCount,
            start: first.start, end: runs.map(\.end).max() ?? first.end, medianInterval: stream.time(median),
            accessPoints: accessPoints.sorted { $0.presentationTime < $1.presentationTime },
            hasTrustedRandomAccess: Self.seekable.contains(container) && clock.backwardsCount == 0 && runs.count == 1
                && untimedCount == 0 && leadingCount == 0 && !hasMore,
            runs: runs, leadingFrameCount: leadingCount)
        track.unevenPace = unevenPace(counts)
        track.packets = packets?.packets(of: track)
        return track
    }

    /// Nil where frames come evenly, as far as the time base tells. Fields do not.
    private func unevenPace(_ counts: IntervalCounts) -> UnevenPace? {
        let median = counts.median
        let (short, long) = (counts.quantile(1, of: 20), counts.quantile(19, of: 20))
        let least = max(median / Self.leastVariation, min(median - 1, 1))
        let varies = !picture.isInterlaced && max(median - short, long - median) > least
        let stills =
            restarts
            ? (count: 0, sum: 0)
            : counts.sum(over: median &+ stream.ticks(TimelineLimits.jump), upTo: stream.ticks(TimelineLimits.longestHole))
        guard varies || stills.count > 0 else { return nil }
        let longest = stream.ticks(MediaTime(ticks: Int64(SourceLimits.hours) * 3600, timescale: 1))
        return UnevenPace(
            short: stream.time(varies ? short : median), long: stream.time(varies ? long : median), stillCount: stills.count,
            stillDuration: stream.time(min(stills.sum, longest)))
    }

    var findings: [Finding] {
        var findings: [Finding] = []
        if picture.orientation == nil { findings.append(.displayMatrixIgnored) }
        if picture.trustedPixelAspect == nil {
            findings.append(.pixelAspectIgnored(width: picture.pixelAspect.width, height: picture.pixelAspect.height))
        }
        if let profile = picture.closedDolbyVisionProfile { findings.append(.dolbyVisionUnread(profile: profile)) }
        if clock.backwardsCount > 0 { findings.append(.nonMonotonicTimestamps(count: clock.backwardsCount)) }
        if untimedCount > 0 { findings.append(.missingTimestamps(count: untimedCount)) }
        return findings
    }

    /// Of the median: what one interval in twenty may differ by without a word. Cameras' clocks waver by less.
    private static let leastVariation: Int64 = 5

    /// Containers with an index of their keyframes.
    private static let seekable: Set = ["mov", "matroska"]
}

extension StreamDescription.Video {
    /// 1:1 where the source says nothing; nil where what it says is not believable.
    fileprivate var trustedPixelAspect: (width: Int, height: Int)? {
        let (width, height) = pixelAspect
        guard width > 0, height > 0 else { return (1, 1) }
        guard width <= 8 * height, height <= 8 * width else { return nil }
        return (width, height)
    }

    /// Nil where the display matrix is not a right angle.
    fileprivate var orientation: Orientation? {
        guard let matrix = displayMatrix else { return .upright }
        return Orientation(displayMatrix: matrix.map(Double.init))
    }
}
