import LibAV
import MediaCore
import Planning

/// What the packets of one picture stream say.
struct VideoStreamScan {
    let index: Int
    private let stream: StreamDescription
    private let picture: StreamDescription.Video
    private var intervals = IntervalMedian()
    private var first: Int64?
    private var last: Int64 = .min
    private var end: Int64 = .min
    private var frameCount = 0
    private var packetCount = 0
    private var accessPoints: [AccessPoint] = []
    private var lastDecode: Int64 = .min
    private var backwardsCount = 0

    init(_ stream: StreamDescription, _ picture: StreamDescription.Video) {
        index = stream.index
        self.stream = stream
        self.picture = picture
    }

    mutating func note(_ packet: borrowing Packet) {
        defer { packetCount += 1 }
        guard let ticks = packet.presentationTicks ?? packet.decodeTicks else { return }
        let decode = packet.decodeTicks ?? ticks
        // Matroska gives the first packets no decode time; their presentation times are out of order by nature.
        if packet.decodeTicks != nil {
            if decode < lastDecode { backwardsCount += 1 }
            lastDecode = decode
        }
        if packet.isKeyframe {
            accessPoints.append(
                AccessPoint(presentationTime: stream.time(ticks), decodeTime: stream.time(decode), packetIndex: packetCount))
        }
        guard !packet.isDiscarded else { return }
        frameCount += 1
        intervals.note(ticks)
        first = min(first ?? ticks, ticks)
        if ticks >= last {
            last = ticks
            end = ticks &+ max(0, packet.durationTicks)
        }
    }

    /// Nil where no packet shows a frame.
    func track(container: String) -> SourceVideoTrack? {
        guard let first, frameCount > 0 else { return nil }
        let median = intervals.median
        let aspect = picture.trustedPixelAspect
        return SourceVideoTrack(
            streamIndex: index, codec: stream.codec, size: picture.size, pixelAspectWidth: aspect?.width ?? 1,
            pixelAspectHeight: aspect?.height ?? 1, orientation: picture.orientation ?? .upright, color: picture.color,
            pixelFormat: picture.pixelFormat, isDefault: stream.isDefault, frameCount: frameCount, start: stream.time(first),
            end: stream.time(max(end, last &+ (end == last ? median : 0))), medianInterval: stream.time(median),
            accessPoints: accessPoints.sorted { $0.presentationTime < $1.presentationTime },
            hasTrustedRandomAccess: Self.seekable.contains(container) && backwardsCount == 0)
    }

    var findings: [Finding] {
        var findings: [Finding] = []
        if picture.orientation == nil { findings.append(.displayMatrixIgnored) }
        if picture.trustedPixelAspect == nil {
            findings.append(.pixelAspectIgnored(width: picture.pixelAspect.width, height: picture.pixelAspect.height))
        }
        if picture.isInterlaced { findings.append(.interlaced) }
        // H.273: 16 is PQ, 18 is HLG.
        if picture.color.transfer == 16 || picture.color.transfer == 18 { findings.append(.highDynamicRange) }
        if backwardsCount > 0 { findings.append(.nonMonotonicTimestamps(count: backwardsCount)) }
        return findings
    }

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
