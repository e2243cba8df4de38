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

    private init(
        encoder: consuming VideoEncoder, rendition: VideoRendition, grid: SegmentGrid, frameDuration: Int, firstFrame: Int
    ) {
        self.encoder = encoder
        self.rendition = rendition
        self.grid = grid
        self.frameDuration = frameDuration
        self.firstFrame = firstFrame
    }

    /// Frames by which presentation lags behind decoding, so that no composition offset is negative: x264's B-pyramid needs two.
    /// An edit list takes the lag away again. Signed offsets would do without, but FFmpeg's demuxer then shows the picture late.
    private static let reorderDelay = 2

    /// - Parameter firstFrame: of the chunk, in output frames.
    static func open(_ plan: VideoPlan, _ rendition: VideoRendition, firstFrame: Int, _ sink: any TranscodeSink) throws
        -> RungEncoding
    {
        let encoder = try VideoEncoder.open(
            VideoEncoderSettings(
                resolution: rendition.resolution, frameRate: plan.frameRate, preset: rendition.encoderPreset,
                crf: Double(rendition.crfHundredths) / 100, maxRate: rendition.maxRate, bufferSize: rendition.bufferSize,
                gopFrames: plan.grid.gopFrames))
        try sink.configuration(
            try configuration(encoder.parameterSets), of: rendition.track,
            primingTicks: reorderDelay * Int(plan.frameRate.frameDuration))
        return RungEncoding(
            encoder: encoder, rendition: rendition, grid: plan.grid, frameDuration: Int(plan.frameRate.frameDuration),
            firstFrame: firstFrame)
    }

    /// - Parameter sets: the encoder's parameter sets behind four-byte lengths.
    private static func configuration(_ sets: [UInt8]) throws -> CodecConfiguration {
        let units = try AVCNALUnit.split(lengthPrefixed: sets.span.bytes)
        func bytes(of type: AVCNALUnitType) -> [[UInt8]] { units.filter { $0.type == type }.map { Array(sets[$0.range]) } }
        return .avc(sps: bytes(of: .sequenceParameterSet), pps: bytes(of: .pictureParameterSet))
    }

    mutating func encode(_ picture: borrowing Frame, number: Int, to sink: any TranscodeSink) throws {
        try encoder.send(picture, number: number - firstFrame, asKeyframe: grid.isKeyframe(number))
        try deliver(to: sink)
    }

    mutating func finish(to sink: any TranscodeSink) throws {
        try encoder.sendEnd()
        try deliver(to: sink)
    }

    /// x264 writes its version and settings into a message before the first picture; nobody plays it.
    private static func withoutSEI(_ sample: UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer {
        let units = try AVCNALUnit.split(lengthPrefixed: sample.bytes)
        guard let first = units.first(where: { $0.type != .sei }) else { return sample }
        return UnsafeRawBufferPointer(rebasing: sample[(first.range.lowerBound - 4)...])
    }

    private mutating func deliver(to sink: any TranscodeSink) throws {
        while true {
            switch try encoder.receive() {
            case .needsInput: return
            case .ended: return
            case .output(let picture):
                let timing = SampleTiming(
                    decodeTime: Int64((firstFrame + delivered) * frameDuration),
                    compositionOffset: Int32((picture.number - delivered + Self.reorderDelay) * frameDuration),
                    duration: UInt32(frameDuration),
                    isSync: picture.isKeyframe)
                try sink.sample(
                    timing, of: rendition.track, payload: delivered == 0 ? Self.withoutSEI(picture.bytes) : picture.bytes)
                delivered += 1
            }
        }
    }
}
