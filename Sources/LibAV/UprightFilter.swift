import CFFmpeg
import MediaCore

/// Turns decoded pictures upright and into planar formats, by libavfilter, and only where a picture needs it: others pass as they
/// are. The graph is built from our own words alone and anew when the pictures change. One owner, any one thread at a time.
package struct UprightFilter: ~Copyable {
    private let orientation: Orientation
    private var graph: FilterGraph?

    package init(_ orientation: Orientation) { self.orientation = orientation }

    package mutating func apply(to frame: consuming Frame) throws(LibAVError) -> Frame {
        var steps: [String] = []
        let format = AVPixelFormat(frame.pointer.pointee.format)
        if !PictureFormat.isPlanar(format) { steps.append("format=\(Self.planarFormat(for: format))") }
        if orientation.isMirrored { steps.append("hflip") }
        switch orientation.quarterTurns {
        case 1: steps.append("transpose=clock")
        case 2: steps.append("hflip,vflip")
        case 3: steps.append("transpose=cclock")
        default: break
        }
        if steps.isEmpty { return frame }
        if graph?.accepts(frame) != true {
            graph = nil
            graph = try FilterGraph(for: frame, steps.joined(separator: ","))
        }
        return try graph!.filter(frame)
    }

    /// The planar format that loses nothing worth keeping.
    private static func planarFormat(for format: AVPixelFormat) -> String {
        guard let description = av_pix_fmt_desc_get(format)?.pointee else { return "yuv420p" }
        let isRGB = description.flags & UInt64(AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL) != 0
        let isDeep = description.comp.0.depth > 8
        if isRGB { return isDeep ? "gbrp10le" : "gbrp" }
        if description.nb_components < 3 || description.log2_chroma_h == 1 { return isDeep ? "yuv420p10le" : "yuv420p" }
        if description.log2_chroma_w == 1 { return isDeep ? "yuv422p10le" : "yuv422p" }
        return isDeep ? "yuv444p10le" : "yuv444p"
    }
}
