import CFFmpeg
import MediaCore

/// Brings HDR and wide gamuts to SDR and BT.709, once a picture, before the ladder parts. Pictures whose colours SDR has pass as they
/// are, for `PictureScaler` to convert. One owner, any one thread at a time.
package struct ColorMapper: ~Copyable, @unchecked Sendable {
    // Sendable: one owner, who may hand it on; nothing in it keeps a thread's state.
    private let size: Resolution
    private let fallback: ColorDescription
    private let peak: Double
    private var stages: Stages?

    /// What one kind of source needs.
    fileprivate struct Stages: ~Copyable {
        let source: ColorDescription
        /// To 4:4:4 of 10 bit, at the size wanted.
        var widening: PictureScaler
        let conversion: ColorConversion
        let pool: FramePool
        /// Back to 4:2:0.
        var narrowing: PictureScaler
    }

    /// - Parameters:
    ///   - size: of the largest picture wanted: converting at this size costs least.
    ///   - fallback: what the container says of pixels whose frames say nothing.
    ///   - peak: the brightest light of a PQ source, in cd/m².
    package init(to size: Resolution, fallback: ColorDescription, peak: Int) {
        self.size = size
        self.fallback = fallback
        self.peak = Double(peak)
    }

    package mutating func apply(to frame: consuming Frame) throws(LibAVError) -> Frame {
        let color = PictureFormat(frame, fallback: fallback).color
        if color.transfer == ColorDescription.bt709.transfer && color.primaries == ColorDescription.bt709.primaries {
            return frame
        }
        if stages?.source != color { stages = try Stages.open(from: color, to: size, peak: peak, fallback) }
        return try stages!.apply(to: frame)
    }
}

extension ColorMapper.Stages {
    fileprivate static func open(
        from source: ColorDescription, to size: Resolution, peak: Double, _ fallback: ColorDescription
    ) throws(LibAVError) -> Self {
        // The source's own matrix where it is simple: then nothing but the size changes, which is exact and fast.
        let color = ColorDescription(
            primaries: source.primaries, transfer: source.transfer,
            matrix: LumaWeights(matrix: source.matrix) == nil ? 9 : source.matrix, isFullRange: false)
        return Self(
            source: source,
            widening: try PictureScaler(to: PictureFormat(size, AV_PIX_FMT_YUV444P10LE, color), fallback: fallback),
            conversion: ColorConversion(from: color, peak: peak),
            pool: try FramePool(size, format: AV_PIX_FMT_YUV444P),
            narrowing: try PictureScaler(to: size))
    }

    fileprivate mutating func apply(to frame: borrowing Frame) throws(LibAVError) -> Frame {
        let wide = try widening.scale(frame)
        let mapped = try pool.frame()
        mapped.setColor(.bt709)
        conversion.convert(wide, into: mapped)
        return try narrowing.scale(mapped)
    }
}
