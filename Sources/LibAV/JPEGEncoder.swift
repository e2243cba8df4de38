import CFFmpeg
import MediaCore

/// Writes pictures as baseline JPEG (JFIF: BT.601, full range) without any metadata.
package enum JPEGEncoder {
    /// The colour JFIF means.
    package static let color = ColorDescription(primaries: 1, transfer: 1, matrix: 6, isFullRange: true)

    /// - Parameters:
    ///   - picture: from a `PictureScaler` to `color`.
    ///   - quality: FFmpeg's quantiser scale, 2 (best) to 31.
    package static func encode(_ picture: borrowing Frame, quality: Int) throws(LibAVError) -> [UInt8] {
        guard let codec = avcodec_find_encoder_by_name("mjpeg") else {
            throw LibAVError(code: .other, operation: "finding the JPEG encoder", cause: "this FFmpeg was built without it")
        }
        let context = try CodecContext.allocate(codec)
        let c = context.pointer
        c.pointee.width = picture.pointer.pointee.width
        c.pointee.height = picture.pointer.pointee.height
        c.pointee.pix_fmt = AVPixelFormat(picture.pointer.pointee.format)
        c.pointee.color_range = AVCOL_RANGE_JPEG
        c.pointee.time_base = AVRational(num: 1, den: 1)
        c.pointee.thread_count = 1
        c.pointee.flags |= AV_CODEC_FLAG_QSCALE
        c.pointee.global_quality = Int32(quality) * FF_QP2LAMBDA
        try context.open(codec)
        let input = try picture.newReference()
        input.pointer.pointee.pts = 0
        input.pointer.pointee.quality = c.pointee.global_quality
        let packet = try Packet.allocate()
        try check(avcodec_send_frame(c, input.pointer), "encoding a JPEG")
        try check(avcodec_send_frame(c, nil), "encoding a JPEG")
        try check(avcodec_receive_packet(c, packet.pointer), "encoding a JPEG")
        return Array(packet.bytes)
    }
}
