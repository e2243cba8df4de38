import MediaCore

/// How one run of pictures is encoded.
package struct VideoEncoderSettings: Sendable {
    package var codec: VideoCodec
    package var resolution: Resolution
    /// Of HDR, pictures have 10 bit.
    package var color: ColorDescription
    package var hdr: HDRMetadata?
    package var frameRate: FrameRate
    /// The encoder's `preset`.
    package var preset: String
    package var crf: Double
    /// Bits a second.
    package var maxRate: Int
    /// Bits.
    package var bufferSize: Int
    /// Distance of the forced IDR pictures, in frames.
    package var gopFrames: Int
    /// Of H.264; absent where the encoder looks ahead for itself alone.
    package var steering: Steering?

    package init(
        codec: VideoCodec = .h264, resolution: Resolution, color: ColorDescription = .bt709, hdr: HDRMetadata? = nil,
        frameRate: FrameRate, preset: String, crf: Double, maxRate: Int, bufferSize: Int, gopFrames: Int,
        steering: Steering? = nil
    ) {
        self.codec = codec
        self.resolution = resolution
        self.color = color
        self.hdr = hdr
        self.frameRate = frameRate
        self.preset = preset
        self.crf = crf
        self.maxRate = maxRate
        self.bufferSize = bufferSize
        self.gopFrames = gopFrames
        self.steering = steering
    }
}

/// One encoded picture, valid until the next is received.
package struct EncodedPicture: ~Copyable {
    /// The number the frame was sent with.
    package let number: Int
    package let isKeyframe: Bool
    /// NAL units with four-byte lengths (ISO/IEC 14496-15 §5.3.2); of AV1, the OBUs of a temporal unit.
    package let bytes: UnsafeRawBufferPointer
    /// Where the encoder leads.
    package let hint: PictureHint?
}

/// x264 by itself, x265 or SVT-AV1 behind libavcodec. The same pictures and settings give the same bytes on every machine of an
/// architecture. One owner, any one thread at a time.
package struct VideoEncoder: ~Copyable {
    /// One of the two.
    private var x264: X264Encoder?
    private var libavcodec: LibAVEncoder?

    /// Of H.264 and HEVC, as NAL units with four-byte lengths.
    package let parameterSets: [UInt8]

    private init(adopting encoder: consuming X264Encoder) {
        parameterSets = encoder.parameterSets
        x264 = consume encoder
    }

    private init(adopting encoder: consuming LibAVEncoder) {
        parameterSets = encoder.parameterSets
        libavcodec = consume encoder
    }

    package static func open(_ settings: VideoEncoderSettings) throws(LibAVError) -> VideoEncoder {
        settings.codec == .h264
            ? VideoEncoder(adopting: try X264Encoder.open(settings)) : VideoEncoder(adopting: try LibAVEncoder.open(settings))
    }

    /// Sends a picture of the settings' size in 4:2:0; a keyframe becomes an IDR picture. AV1 has its key frames every `gopFrames`.
    ///
    /// - Parameters:
    ///   - number: of the picture, rising by one from zero.
    ///   - hint: for an H.264 encoder that follows; others have no use for it.
    package mutating func send(
        _ picture: borrowing Frame, number: Int, asKeyframe: Bool, hint: PictureHint? = nil
    ) throws(LibAVError) {
        if x264 == nil {
            try libavcodec!.send(picture, number: number, asKeyframe: asKeyframe)
        } else {
            try x264!.send(picture, number: number, asKeyframe: asKeyframe, hint: hint)
        }
    }

    /// No more pictures will come.
    package mutating func sendEnd() throws(LibAVError) {
        if x264 == nil { try libavcodec!.sendEnd() } else { x264!.sendEnd() }
    }

    package mutating func receive() throws(LibAVError) -> CodecOutput<EncodedPicture> {
        if x264 == nil { try libavcodec!.receive() } else { try x264!.receive() }
    }
}
