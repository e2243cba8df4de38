import Bitstream
import LibAV
import MediaCore
import Planning

/// One chunk of one rung: a fresh encoder, and the arithmetic that puts its pictures on the track's timeline.
struct RungEncoding: ~Copyable {
    private var encoder: VideoEncoder
    private let rendition: VideoRendition
    private let grid: SegmentGrid
    /// Ticks of the track's timescale that a frame lasts.
    private let frameDuration: Int
    private let firstFrame: Int
    /// Pictures delivered, which is the next one's place in decoding order.
    private var delivered = 0
    /// What was found out about the pictures delivered, and the output frames they are; whoever has read it empties it.
    var hints: [(number: Int, hint: PictureHint)] = []

    private init(
        encoder: consuming VideoEncoder, rendition: VideoRendition, grid: SegmentGrid, frameDuration: Int, firstFrame: Int
    ) {
        self.encoder = encoder
        self.rendition = rendition
        self.grid = grid
        self.frameDuration = frameDuration
        self.firstFrame = firstFrame
    }

    /// Frames by which presentation lags behind decoding, so that no composition offset is negative: the B-pyramid of x264 and x265
    /// needs two. An edit list takes the lag away again. Signed offsets would do without, but FFmpeg's demuxer then shows the
    /// picture late. A temporal unit of AV1 shows one picture, so its order is the pictures'.
    private static func reorderDelay(of codec: VideoCodec) -> Int { codec == .av1 ? 0 : 2 }

    /// - Parameter firstFrame: of the chunk, in output frames.
    static func open(_ plan: VideoPlan, _ rendition: VideoRendition, firstFrame: Int) throws -> RungEncoding {
        let encoder = try VideoEncoder.open(
            VideoEncoderSettings(
                codec: rendition.codec, resolution: rendition.resolution, color: rendition.color,
                hdr: rendition.color.isHDR ? plan.hdr : nil, frameRate: plan.frameRate,
                preset: rendition.encoderPreset,
                crf: Double(rendition.crfHundredths) / 100, maxRate: rendition.maxRate, bufferSize: rendition.bufferSize,
                gopFrames: plan.grid.gopFrames, steering: rendition.steering))
        return RungEncoding(
            encoder: encoder, rendition: rendition, grid: plan.grid, frameDuration: Int(plan.frameRate.frameDuration),
            firstFrame: firstFrame)
    }

    /// What a decoder must know.
    /// - Parameter first: the encoder's first output. SVT-AV1 settles some tools of its sequence header only there.
    private func configuration(_ first: UnsafeRawBufferPointer) throws -> CodecConfiguration {
        let sets = encoder.parameterSets
        switch rendition.codec {
        case .h264:
            let units = try AVCNALUnit.split(lengthPrefixed: sets.span.bytes)
            func bytes(of type: AVCNALUnitType) -> [[UInt8]] { units.filter { $0.type == type }.map { Array(sets[$0.range]) } }
            return .avc(sps: bytes(of: .sequenceParameterSet), pps: bytes(of: .pictureParameterSet))
        case .hevc:
            let units = try HEVCNALUnit.split(lengthPrefixed: sets.span.bytes)
            func bytes(of type: HEVCNALUnitType) -> [[UInt8]] { units.filter { $0.type == type }.map { Array(sets[$0.range]) } }
            return .hevc(
                vps: bytes(of: .videoParameterSet), sps: bytes(of: .sequenceParameterSet), pps: bytes(of: .pictureParameterSet))
        case .av1:
            guard let header = try AV1OBU.split(first.bytes).first(where: { $0.type == .sequenceHeader }) else {
                throw BitstreamError.invalid(structure: "AV1 temporal unit", field: "OBU_SEQUENCE_HEADER")
            }
            return .av1(sequenceHeader: Array(first[header.range]))
        }
    }

    mutating func encode(
        _ picture: borrowing Frame, number: Int, hint: PictureHint?, to sink: any TranscodeSink
    ) throws {
        try encoder.send(picture, number: number - firstFrame, asKeyframe: grid.isKeyframe(number), hint: hint)
        try deliver(to: sink)
    }

    mutating func finish(to sink: any TranscodeSink) throws {
        try encoder.sendEnd()
        try deliver(to: sink)
    }

    /// What belongs into the file. x265 repeats its parameter sets before what it says of HDR10, and they have no place in `hvc1`
    /// (ISO/IEC 14496-15 §8.4.2); the delimiter before each temporal unit of AV1 has no place in a sample (AV1 in ISOBMFF §2.4).
    private func sample(_ bytes: UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer {
        let start: Int?
        switch rendition.codec {
        case .h264: return bytes
        case .hevc:
            guard rendition.color.isHDR else { return bytes }
            start = try HEVCNALUnit.split(lengthPrefixed: bytes.bytes).first { !$0.type.isParameterSet }.map {
                $0.range.lowerBound - 4
            }
        case .av1: start = try AV1OBU.split(bytes.bytes).first { $0.type != .temporalDelimiter }?.range.lowerBound
        }
        return UnsafeRawBufferPointer(rebasing: bytes[(start ?? 0)...])
    }

    private mutating func deliver(to sink: any TranscodeSink) throws {
        while true {
            switch try encoder.receive() {
            case .needsInput: return
            case .ended: return
            case .output(let picture):
                let delay = Self.reorderDelay(of: rendition.codec)
                if delivered == 0 {
                    try sink.configuration(
                        try configuration(picture.bytes), of: rendition.track, primingTicks: delay * frameDuration)
                }
                let timing = SampleTiming(
                    decodeTime: Int64((firstFrame + delivered) * frameDuration),
                    compositionOffset: Int32((picture.number - delivered + delay) * frameDuration),
                    duration: UInt32(frameDuration),
                    isSync: picture.isKeyframe)
                try sink.sample(timing, of: rendition.track, payload: sample(picture.bytes))
                delivered += 1
                if let hint = picture.hint { hints.append((firstFrame + picture.number, hint)) }
            }
        }
    }
}
