import CFFmpeg
import MediaCore

/// x265 or SVT-AV1 behind libavcodec. One owner, any one thread at a time.
struct LibAVEncoder: ~Copyable {
    private let context: CodecContext
    private let packet: Packet
    private let frame: Frame
    /// What is being done, for errors.
    private let operation: String

    private init(
        adopting context: consuming CodecContext, packet: consuming Packet, frame: consuming Frame, operation: String
    ) {
        self.context = context
        self.packet = packet
        self.frame = frame
        self.operation = operation
    }

    static func open(_ settings: VideoEncoderSettings) throws(LibAVError) -> LibAVEncoder {
        let name = settings.codec.encoderName
        guard let codec = avcodec_find_encoder_by_name(name) else {
            throw LibAVError(code: .other, operation: "finding an encoder", cause: "this FFmpeg was built without \(name)")
        }
        let context = try CodecContext.allocate(codec)
        let c = context.pointer
        c.pointee.width = Int32(settings.resolution.width)
        c.pointee.height = Int32(settings.resolution.height)
        c.pointee.time_base = AVRational(num: settings.frameRate.denominator, den: settings.frameRate.numerator)
        c.pointee.framerate = AVRational(num: settings.frameRate.numerator, den: settings.frameRate.denominator)
        c.pointee.sample_aspect_ratio = AVRational(num: 1, den: 1)
        c.pointee.pix_fmt = settings.color.pixelFormat
        c.pointee.color_primaries = AVColorPrimaries(UInt32(settings.color.primaries))
        c.pointee.color_trc = AVColorTransferCharacteristic(UInt32(settings.color.transfer))
        c.pointee.colorspace = AVColorSpace(UInt32(settings.color.matrix))
        c.pointee.color_range = settings.color.isFullRange ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG
        c.pointee.chroma_sample_location = settings.color.chromaLocation
        // Frame threads read each other's unfinished sizes for the buffer model, so what they write depends on timing. Chunks and
        // rungs keep the cores busy instead.
        c.pointee.thread_count = 1
        if settings.codec == .av1 {
            c.pointee.gop_size = Int32(settings.gopFrames)
        } else {
            c.pointee.rc_max_rate = Int64(settings.maxRate)
            // A chunk starts with half a buffer wherever the one before it ended: two thirds here keep every run across a seam
            // within the whole.
            c.pointee.rc_buffer_size = Int32(clamping: settings.bufferSize * 2 / 3)
            c.pointee.rc_initial_buffer_occupancy = c.pointee.rc_buffer_size / 2
        }
        c.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
        try context.open(codec, options: settings.options)
        return LibAVEncoder(
            adopting: context, packet: try Packet.allocate(), frame: try Frame.allocate(),
            operation: "encoding \(settings.codec.name)")
    }

    /// The parameter sets of H.264 and HEVC, as NAL units with four-byte lengths.
    var parameterSets: [UInt8] { context.extradata }

    /// Sends a picture of the settings' size in 4:2:0; a keyframe becomes an IDR picture. AV1 has its key frames every `gopFrames`.
    ///
    /// - Parameter number: of the picture, rising by one from zero.
    mutating func send(_ picture: borrowing Frame, number: Int, asKeyframe: Bool) throws(LibAVError) {
        av_frame_unref(frame.pointer)
        try check(av_frame_ref(frame.pointer, picture.pointer), "referencing a picture")
        // Nothing the source hung on the picture may steer the encoder or reach its output.
        while frame.pointer.pointee.nb_side_data > 0 {
            av_frame_remove_side_data(frame.pointer, frame.pointer.pointee.side_data[0]!.pointee.type)
        }
        frame.pointer.pointee.pts = Int64(number)
        frame.pointer.pointee.pict_type = asKeyframe ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE
        try check(avcodec_send_frame(context.pointer, frame.pointer), operation)
        av_frame_unref(frame.pointer)
    }

    /// No more pictures will come.
    mutating func sendEnd() throws(LibAVError) { try check(avcodec_send_frame(context.pointer, nil), operation) }

    mutating func receive() throws(LibAVError) -> CodecOutput<EncodedPicture> {
        let status = avcodec_receive_packet(context.pointer, packet.pointer)
        if status == sluice_averror_eagain { return .needsInput }
        if status == sluice_averror_eof { return .ended }
        try check(status, operation)
        return .output(
            EncodedPicture(
                number: Int(packet.pointer.pointee.pts), isKeyframe: packet.isKeyframe, bytes: packet.bytes,
                hint: nil))
    }
}
