import CFFmpeg
import MediaCore

/// A black BT.709 4:2:0 picture to draw small ones into. Draw first, then use the frame.
package struct PictureCanvas: ~Copyable {
    package let frame: Frame

    /// - Parameter resolution: even sides.
    package init(_ resolution: Resolution) throws(LibAVError) {
        frame = try FramePool(resolution, format: AV_PIX_FMT_YUV420P).frame()
        frame.setColor(.bt709)
        for index in 0..<3 {
            let (data, stride) = frame.plane(index)
            data.update(
                repeating: index == 0 ? 16 : 128, count: stride * (index == 0 ? resolution.height : resolution.height / 2))
        }
    }

    /// Copies a 4:2:0 picture, planes end to end, to (`x`, `y`), both even; it must fit.
    package func draw(_ planes: [UInt8], of size: Resolution, x: Int, y: Int) {
        precondition(planes.count == size.pixelCount * 3 / 2 && x + size.width <= frame.resolution.width)
        precondition(y + size.height <= frame.resolution.height)
        var offset = 0
        for index in 0..<3 {
            let shift = index == 0 ? 0 : 1
            let (data, stride) = frame.plane(index)
            for row in 0..<(size.height >> shift) {
                planes.withUnsafeBufferPointer { source in
                    (data + ((y >> shift) + row) * stride + (x >> shift))
                        .update(from: source.baseAddress! + offset, count: size.width >> shift)
                }
                offset += size.width >> shift
            }
        }
    }
}
