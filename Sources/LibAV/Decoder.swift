import CFFmpeg
import MediaCore

/// Decodes one stream of a demuxer. One owner, any one thread at a time; `threads` are the decoder's own.
package struct Decoder: ~Copyable {
    private let context: CodecContext
    private let name: String
    /// Packets the decoder refused.
    package private(set) var damagedPackets = 0
    private var refusalsInARow = 0

    /// Of a picture; the most that H.264 can say.
    static let mostPixels: Int64 = 36_000_000
    /// Packets; far more than any damage that is worth playing past.
    private static let mostRefusalsInARow = 1000

    private init(adopting context: consuming CodecContext, name: String) {
        self.context = context
        self.name = name
    }

    package static func open(_ demuxer: borrowing Demuxer, stream: Int, threads: Int = 1) throws(LibAVError) -> Decoder {
        let parameters = demuxer.parameters(ofStream: stream)
        guard let codec = AllowList.decoder(for: parameters.pointee.codec_id) else {
            let name = String(cString: avcodec_get_name(parameters.pointee.codec_id))
            throw LibAVError(code: .noDecoder, operation: "opening a decoder", cause: "\(name) is not a codec Sluice decodes")
        }
        let context = try CodecContext.allocate(codec)
        try check(avcodec_parameters_to_context(context.pointer, parameters), "copying codec parameters")
        context.pointer.pointee.pkt_timebase = demuxer.timeBase(ofStream: stream)
        context.pointer.pointee.thread_count = Int32(threads)
        context.pointer.pointee.thread_type = FF_THREAD_FRAME
        context.pointer.pointee.flags |= AV_CODEC_FLAG_OUTPUT_CORRUPT
        // Cropping to the pixel: else columns at the left stay in the picture wherever cutting them would unalign its rows.
        context.pointer.pointee.flags |= AV_CODEC_FLAG_UNALIGNED
        context.pointer.pointee.max_pixels = Self.mostPixels
        // libdav1d's own threads reorder nothing, but its frame delay and threads follow the machine unless told.
        let options: KeyValuePairs<String, String> =
            String(cString: codec.pointee.name) == "libdav1d" ? ["framethreads": "\(threads)", "tilethreads": "1"] : [:]
        do {
            try context.open(codec, options: options)
        } catch {
            if error.code == .outOfMemory { throw error }
            // Each decoder has its own word for a header that makes no sense to it.
            let cause = "the stream's header makes no sense to it (\(error.cause))"
            throw LibAVError(code: .invalidData, operation: error.operation, cause: cause)
        }
        return Decoder(adopting: context, name: String(cString: codec.pointee.name))
    }

    /// Sends a packet. Bytes that the decoder cannot make sense of are counted, not thrown.
    package mutating func send(_ packet: borrowing Packet) throws(LibAVError) {
        try note(avcodec_send_packet(context.pointer, packet.pointer))
    }

    /// No more packets will come.
    package mutating func sendEnd() throws(LibAVError) {
        let status = avcodec_send_packet(context.pointer, nil)
        if status != sluice_averror_eof { try note(status) }
    }

    package mutating func receive() throws(LibAVError) -> CodecOutput<Frame> {
        let frame = try Frame.allocate()
        while true {
            let status = avcodec_receive_frame(context.pointer, frame.pointer)
            if status == sluice_averror_eagain { return .needsInput }
            if status == sluice_averror_eof { return .ended }
            try note(status)
            if status >= 0 { return .output(frame) }
        }
    }

    /// Counts a refusal as damage, whatever the decoder calls it. Throws when memory is short, and where a decoder refuses
    /// everything, which would otherwise never end.
    private mutating func note(_ status: Int32) throws(LibAVError) {
        if status >= 0 {
            refusalsInARow = 0
            return
        }
        damagedPackets += 1
        refusalsInARow += 1
        if status == sluice_averror_enomem || refusalsInARow > Self.mostRefusalsInARow {
            throw LibAVError(
                code: status == sluice_averror_enomem ? .outOfMemory : .invalidData, operation: "decoding \(name)",
                cause: "\(LibAVError(status, "").cause); the stream is damaged beyond use")
        }
    }
}
