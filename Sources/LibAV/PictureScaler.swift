import CFFmpeg
import MediaCore

/// Brings upright pictures of any planar format to one format, size and colour. libzimg does it in one pass, with the same pixels at
/// every instruction set. A picture that is already right passes as another reference. One owner, any one thread at a time; buffers
/// come from a pool and return to it when the last frame that uses them goes.
package struct PictureScaler: ~Copyable, @unchecked Sendable {
    // Sendable: one owner, who may hand it on; the graph and the pool keep no thread's state.
    private let target: PictureFormat
    /// What pixels mean where a frame does not say.
    private let fallback: ColorDescription
    private let pool: FramePool
    private var source: PictureFormat?
    private var graph: ZimgGraph?
    private var alignment: FramePool?

    /// To 4:2:0: of 10 bit for HDR, else of 8.
    ///
    /// - Parameter fallback: what the container says of pixels whose frames say nothing.
    package init(
        to target: Resolution, color: ColorDescription = .bt709, fallback: ColorDescription = .bt709
    ) throws(LibAVError) {
        try self.init(to: PictureFormat(target, color.pixelFormat, color), fallback: fallback)
    }

    init(to target: PictureFormat, fallback: ColorDescription) throws(LibAVError) {
        self.target = target
        self.fallback = fallback
        pool = try FramePool(target.resolution, format: target.pixelFormat)
    }

    package mutating func scale(_ frame: borrowing Frame) throws(LibAVError) -> Frame {
        let format = PictureFormat(frame, fallback: fallback)
        if format.passes(as: target) { return try frame.newReference() }
        if format != source {
            graph = nil
            graph = try ZimgGraph(from: format, to: target)
            source = format
        }
        let output = try pool.frame()
        output.setColor(target.color)
        if ZimgGraph.isAligned(frame) {
            try graph!.process(frame, into: output)
        } else {
            let copy = try aligned(frame, format)
            try graph!.process(copy, into: output)
        }
        return output
    }

    /// A copy whose rows start where the widest instructions need them.
    private mutating func aligned(_ frame: borrowing Frame, _ format: PictureFormat) throws(LibAVError) -> Frame {
        if alignment?.matches(format.resolution, format.pixelFormat) != true {
            alignment = try FramePool(format.resolution, format: format.pixelFormat)
        }
        let copy = try alignment!.frame()
        try check(av_frame_copy(copy.pointer, frame.pointer), "copying a picture")
        return copy
    }
}

extension ColorDescription {
    /// Of pictures for an encoder. JPEG's full range has pixel formats of its own.
    var pixelFormat: AVPixelFormat {
        if isHDR { return AV_PIX_FMT_YUV420P10LE }
        return isFullRange ? AV_PIX_FMT_YUVJ420P : AV_PIX_FMT_YUV420P
    }
}
