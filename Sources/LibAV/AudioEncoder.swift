import CFFmpeg
import MediaCore

/// FFmpeg's AAC-LC encoder. One owner, any one thread at a time.
package struct AudioEncoder: ~Copyable {
    private let context: CodecContext
    private let packet: Packet
    private let frame: Frame
    private let channelCount: Int

    private init(adopting context: consuming CodecContext, packet: consuming Packet, frame: consuming Frame, channelCount: Int) {
        self.context = context
        self.packet = packet
        self.frame = frame
        self.channelCount = channelCount
    }

    /// - Parameter bitRate: bits a second of all channels.
    package static func open(sampleRate: Int, channelCount: Int, bitRate: Int) throws(LibAVError) -> AudioEncoder {
        guard let codec = avcodec_find_encoder_by_name("aac") else {
            throw LibAVError(code: .other, operation: "finding the AAC encoder", cause: "this FFmpeg was built without it")
        }
        let context = try CodecContext.allocate(codec)
        let c = context.pointer
        c.pointee.sample_rate = Int32(sampleRate)
        c.pointee.sample_fmt = AV_SAMPLE_FMT_FLTP
        c.pointee.bit_rate = Int64(bitRate)
        c.pointee.profile = FF_PROFILE_AAC_LOW
        c.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
        av_channel_layout_default(&c.pointee.ch_layout, Int32(channelCount))
        try context.open(codec)
        return AudioEncoder(
            adopting: context, packet: try Packet.allocate(), frame: try Frame.allocate(), channelCount: channelCount)
    }

    /// Samples of each channel in a frame of the codec.
    package var frameSamples: Int { Int(context.pointer.pointee.frame_size) }

    /// Samples that a decoder gives out before the first one that was sent.
    package var primingSamples: Int { Int(context.pointer.pointee.initial_padding) }

    /// ISO/IEC 14496-3 §1.6.2.1.
    package var audioSpecificConfig: [UInt8] { context.extradata }

    /// Sends one frame: `frameSamples` of each channel, from `offset` on.
    package mutating func send(_ channels: [[Float]], offset: Int) throws(LibAVError) {
        let f = frame.pointer
        av_frame_unref(f)
        f.pointee.nb_samples = Int32(frameSamples)
        f.pointee.format = AV_SAMPLE_FMT_FLTP.rawValue
        f.pointee.sample_rate = context.pointer.pointee.sample_rate
        av_channel_layout_default(&f.pointee.ch_layout, Int32(channelCount))
        try check(av_frame_get_buffer(f, 0), "allocating a frame of sound")
        for channel in 0..<channelCount {
            channels[channel].withUnsafeBytes { source in
                UnsafeMutableRawPointer(frame.plane(channel).data).copyMemory(
                    from: source.baseAddress! + offset * 4, byteCount: frameSamples * 4)
            }
        }
        try check(avcodec_send_frame(context.pointer, f), "encoding AAC")
    }

    package mutating func sendEnd() throws(LibAVError) { try check(avcodec_send_frame(context.pointer, nil), "encoding AAC") }

    /// One AAC frame without ADTS, valid until the next is received.
    package mutating func receive() throws(LibAVError) -> CodecOutput<UnsafeRawBufferPointer> {
        let status = avcodec_receive_packet(context.pointer, packet.pointer)
        if status == sluice_averror_eagain { return .needsInput }
        if status == sluice_averror_eof { return .ended }
        try check(status, "encoding AAC")
        return .output(packet.bytes)
    }
}
