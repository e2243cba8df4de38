import CFFmpeg
import MediaCore

/// Brings upright pictures of any planar format to 8 bit 4:2:0 of one size and colour. libzimg does it in one pass, with the same
/// pixels at every instruction set. A picture that is already right passes as another reference. One owner, any one thread at a
/// time; buffers come from a pool and return to it when the last frame that uses them goes.
package struct PictureScaler: ~Copyable, @unchecked Sendable {
    // Sendable: one owner, who may hand it on; the graph and the pool keep no thread's state.
    package let target: Resolution
    private let color: ColorDescription
    /// What pixels mean where a frame does not say.
    private let fallback: ColorDescription
    private let pool: FramePool
    private var source: PictureFormat?
    private var graph: ZimgGraph?
    private var alignment: FramePool?

    /// - Parameter fallback: what the container says of pixels whose frames say nothing.
    package init(
        to target: Resolution, color: ColorDescription = .bt709, fallback: ColorDescription = .bt709
    ) throws(LibAVError) {
        self.target = target
        self.color = color
        self.fallback = fallback
        // JPEG's full range has pixel formats of its own.
        pool = try FramePool(target, format: color.isFullRange ? AV_PIX_FMT_YUVJ420P : AV_PIX_FMT_YUV420P)
    }

    package mutating func scale(_ frame: borrowing Frame) throws(LibAVError) -> Frame {
        let format = PictureFormat(frame, fallback: fallback)
        if format.passes(as: target, color) { return try frame.newReference() }
        if format != source {
            graph = nil
            graph = try ZimgGraph(from: format, to: target, color)
            source = format
        }
        let output = try pool.frame()
        output.setColor(color)
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
