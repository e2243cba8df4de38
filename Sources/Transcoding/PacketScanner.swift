import LibAV
import MediaCore
import Planning

/// Reads every packet of a source once, without decoding, and says what is really in it.
package struct PacketScanner {
    private let descriptor: Int32
    private let progress: (_ packets: Int) throws(TranscodingError) -> Void

    private static let packetsPerProgress = 16_384

    /// - Parameters:
    ///   - descriptor: of the source, readable; stays the caller's.
    ///   - progress: called now and then while packets are read.
    package init(descriptor: Int32, progress: @escaping (_ packets: Int) throws(TranscodingError) -> Void) {
        self.descriptor = descriptor
        self.progress = progress
    }

    package func scan() throws(TranscodingError) -> SourceInfo {
        try typed { try measure() }
    }

    private func measure() throws -> SourceInfo {
        var demuxer = try open()
        var video: [Int: VideoStreamScan] = [:]
        var audio: [Int: AudioStreamScan] = [:]
        for stream in demuxer.streams {
            switch stream.kind {
            case .video(let picture) where !stream.isAttachedPicture && stream.isDecodable:
                video[stream.index] = VideoStreamScan(stream, picture)
            case .audio(let sound): audio[stream.index] = AudioStreamScan(stream, sound)
            default: break
            }
        }
        guard !video.isEmpty || !audio.isEmpty else {
            let codecs = demuxer.streams.compactMap { if case .video = $0.kind { $0.codec } else { nil } }
            throw TranscodingError.rejected(.noDecodableVideo(codecs: codecs))
        }
        let packet = try Packet.allocate()
        var packets = 0
        while try demuxer.read(into: packet) {
            packets += 1
            if packets % Self.packetsPerProgress == 0 { try progress(packets) }
            let index = packet.streamIndex
            if index >= demuxer.streams.count { continue }
            video[index]?.note(packet)
            audio[index]?.note(packet)
        }
        let container = demuxer.containerName.split(separator: ",").first.map(String.init) ?? demuxer.containerName
        let tracks = video.values.compactMap { $0.track(container: container) }.sorted { $0.streamIndex < $1.streamIndex }
        let sounds = audio.values.compactMap(\.track).sorted { $0.streamIndex < $1.streamIndex }
        guard !tracks.isEmpty || !sounds.isEmpty else { throw TranscodingError.rejected(.noDecodableVideo(codecs: [])) }
        return SourceInfo(
            container: container, fileSize: demuxer.fileSize, video: tracks, audio: sounds,
            otherStreamCount: demuxer.streams.count - tracks.count - sounds.count,
            findings: video.values.sorted { $0.index < $1.index }.flatMap(\.findings))
    }

    private func open() throws -> Demuxer {
        do {
            return try Demuxer.open(descriptor: descriptor)
        } catch {
            throw TranscodingError.rejected(try rejection(error))
        }
    }

    /// What a failure to open says about the upload; rethrows what is no fault of the upload.
    private func rejection(_ error: LibAVError) throws -> Rejection {
        // `reading the mov,mp4,m4a header`.
        let names = error.operation.split(separator: " ").dropFirst(2).first ?? ""
        let container = String(names.prefix { $0 != "," })
        switch error.code {
        case .formatNotAllowed: return .formatNotAccepted(name: String(error.cause.prefix { $0 != " " && $0 != "," }))
        case .outOfMemory, .inputOutput: throw TranscodingError.library(error)
        case .invalidData where container.hasPrefix("mov"): return .indexMissing
        default:
            return error.operation.hasPrefix("recognising")
                ? .notMedia : .headerUnreadable(container: container, cause: error.cause)
        }
    }
}

/// What the packets of one picture stream say.
private struct VideoStreamScan {
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
        if let decode = packet.decodeTicks {
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

/// What the packets of one sound stream say.
private struct AudioStreamScan {
    private let stream: StreamDescription
    private let sound: StreamDescription.Audio
    private var start: Int64?
    private var end: Int64 = .min

    init(_ stream: StreamDescription, _ sound: StreamDescription.Audio) {
        self.stream = stream
        self.sound = sound
    }

    mutating func note(_ packet: borrowing Packet) {
        guard !packet.isDiscarded, let ticks = packet.presentationTicks ?? packet.decodeTicks else { return }
        start = min(start ?? ticks, ticks)
        end = max(end, ticks &+ max(0, packet.durationTicks))
    }

    /// Nil where there is no sound in it.
    var track: SourceAudioTrack? {
        guard let start else { return nil }
        return SourceAudioTrack(
            streamIndex: stream.index, codec: stream.codec, isDecodable: stream.isDecodable && sound.channelCount > 0,
            sampleRate: sound.sampleRate, channelCount: sound.channelCount, language: stream.language,
            isDefault: stream.isDefault,
            start: stream.time(start), end: stream.time(end))
    }
}
