import CFFmpeg
import CZimg
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

/// What a frame's pixels are; colour code points resolved to ones that libzimg converts from.
struct PictureFormat: Equatable {
    let resolution: Resolution
    let pixelFormat: AVPixelFormat
    let color: ColorDescription
    let chromaLocation: AVChromaLocation

    init(_ frame: borrowing Frame, fallback: ColorDescription) {
        let f = frame.pointer.pointee
        resolution = frame.resolution
        pixelFormat = AVPixelFormat(f.format)
        chromaLocation = f.chroma_location
        let description = av_pix_fmt_desc_get(pixelFormat)!.pointee
        func said(_ own: UInt32, _ other: Int) -> Int { own == 2 || own == 0 ? other : Int(own) }
        var primaries = said(f.color_primaries.rawValue, fallback.primaries)
        var matrix = f.colorspace.rawValue == 2 ? fallback.matrix : Int(f.colorspace.rawValue)
        let isFull =
            switch f.color_range {
            case AVCOL_RANGE_JPEG: true
            case AVCOL_RANGE_MPEG: false
            default: fallback.isFullRange
            }
        let isRGB = description.isRGB
        if isRGB {
            matrix = 0
        } else if !Self.convertible.contains(matrix) {
            // Untagged, or a claim that nobody means: standard definition was mastered in BT.601, everything larger in BT.709.
            matrix = resolution.shortSide <= 576 && resolution.longSide <= 1024 ? 6 : 1
        }
        // Only a wide gamut is worth a trip through linear light; the small SD gamuts are taken as BT.709.
        if primaries != 9 && primaries != 11 && primaries != 12 { primaries = 1 }
        color = ColorDescription(primaries: primaries, transfer: 1, matrix: matrix, isFullRange: isFull || isRGB)
    }

    /// Matrices of H.273 table 4 that libzimg converts between BT.709 transfers.
    private static let convertible: Set = [1, 4, 5, 6, 7, 8, 9, 10, 12, 13]

    /// Already what an encoder is to be given.
    func passes(as target: Resolution, _ wanted: ColorDescription) -> Bool {
        resolution == target && pixelFormat == AV_PIX_FMT_YUV420P && color == wanted
    }

    /// Planes of whole samples in this machine's byte order: what libzimg reads.
    static func isPlanar(_ format: AVPixelFormat) -> Bool {
        guard let description = av_pix_fmt_desc_get(format)?.pointee else { return false }
        let barred =
            UInt64(AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_BE)
            | UInt64(AV_PIX_FMT_FLAG_ALPHA | AV_PIX_FMT_FLAG_FLOAT | AV_PIX_FMT_FLAG_BAYER)
        return description.flags & UInt64(AV_PIX_FMT_FLAG_PLANAR) != 0 && description.flags & barred == 0
            && description.nb_components == 3 && av_pix_fmt_count_planes(format) == 3
    }
}

/// A conversion that libzimg has planned.
struct ZimgGraph: ~Copyable {
    private let graph: OpaquePointer
    private let scratch: UnsafeMutableRawPointer

    private init(adopting graph: OpaquePointer, scratch: UnsafeMutableRawPointer) {
        self.graph = graph
        self.scratch = scratch
    }

    init(from source: PictureFormat, to target: Resolution, _ color: ColorDescription) throws(LibAVError) {
        var input = Self.imageFormat(source)
        var output = zimg_image_format()
        zimg_image_format_default(&output, sluice_zimg_api_version)
        output.width = UInt32(target.width)
        output.height = UInt32(target.height)
        output.pixel_type = ZIMG_PIXEL_BYTE
        output.subsample_w = 1
        output.subsample_h = 1
        output.color_family = ZIMG_COLOR_YUV
        output.depth = 8
        Self.set(color, on: &output)
        var parameters = zimg_graph_builder_params()
        zimg_graph_builder_params_default(&parameters, sluice_zimg_api_version)
        parameters.resample_filter = ZIMG_RESIZE_BICUBIC
        parameters.resample_filter_uv = ZIMG_RESIZE_BICUBIC
        parameters.dither_type = ZIMG_DITHER_NONE
        // Resizing and range are integer arithmetic, the same everywhere; a change of colour space is float, which fused
        // multiply-add rounds otherwise.
        let isExact = source.color.matrix == color.matrix && source.color.primaries == color.primaries
        parameters.cpu_type = isExact && InstructionSet.limit == nil ? ZIMG_CPU_AUTO_64B : ZIMG_CPU_X86_SSE2
        guard let graph = zimg_filter_graph_build(&input, &output, &parameters) else {
            throw Self.lastError("planning a scaling")
        }
        var bytes = 0
        guard zimg_filter_graph_get_tmp_size(graph, &bytes) == ZIMG_ERROR_SUCCESS, let scratch = av_malloc(max(1, bytes)) else {
            zimg_filter_graph_free(graph)
            throw Self.lastError("planning a scaling")
        }
        self.init(adopting: graph, scratch: scratch)
    }

    deinit {
        zimg_filter_graph_free(graph)
        av_free(scratch)
    }

    func process(_ source: borrowing Frame, into target: borrowing Frame) throws(LibAVError) {
        // RGB planes are stored as G, B, R; libzimg wants R, G, B.
        let isRGB = av_pix_fmt_desc_get(AVPixelFormat(source.pointer.pointee.format))!.pointee.isRGB
        let (first, second, third) = isRGB ? (2, 0, 1) : (0, 1, 2)
        let input = (source.plane(first), source.plane(second), source.plane(third))
        let output = (target.plane(0), target.plane(1), target.plane(2))
        let status = sluice_zimg_process(
            graph, [UnsafeRawPointer(input.0.data), UnsafeRawPointer(input.1.data), UnsafeRawPointer(input.2.data)],
            [input.0.stride, input.1.stride, input.2.stride],
            [
                UnsafeMutableRawPointer(output.0.data), UnsafeMutableRawPointer(output.1.data),
                UnsafeMutableRawPointer(output.2.data),
            ],
            [output.0.stride, output.1.stride, output.2.stride], scratch)
        guard status == Int32(ZIMG_ERROR_SUCCESS.rawValue) else {
            throw Self.lastError("scaling a picture")
        }
    }

    static func isAligned(_ frame: borrowing Frame) -> Bool {
        (0..<3).allSatisfy { index in
            let (data, stride) = frame.plane(index)
            return UInt(bitPattern: data) % 64 == 0 && stride % 64 == 0
        }
    }

    private static func imageFormat(_ source: PictureFormat) -> zimg_image_format {
        let description = av_pix_fmt_desc_get(source.pixelFormat)!.pointee
        var format = zimg_image_format()
        zimg_image_format_default(&format, sluice_zimg_api_version)
        let (w, h) = (UInt32(description.log2_chroma_w), UInt32(description.log2_chroma_h))
        // An odd size over subsampled chroma: the plane is a sample wider than the picture, which is named as the active part.
        format.width = (UInt32(source.resolution.width) + (1 << w) - 1) & ~((1 << w) - 1)
        format.height = (UInt32(source.resolution.height) + (1 << h) - 1) & ~((1 << h) - 1)
        format.active_region.left = 0
        format.active_region.top = 0
        format.active_region.width = Double(source.resolution.width)
        format.active_region.height = Double(source.resolution.height)
        format.depth = UInt32(description.comp.0.depth)
        format.pixel_type = description.comp.0.depth > 8 ? ZIMG_PIXEL_WORD : ZIMG_PIXEL_BYTE
        format.subsample_w = w
        format.subsample_h = h
        format.color_family = source.color.matrix == 0 ? ZIMG_COLOR_RGB : ZIMG_COLOR_YUV
        switch source.chromaLocation {
        case AVCHROMA_LOC_CENTER: format.chroma_location = ZIMG_CHROMA_CENTER
        case AVCHROMA_LOC_TOPLEFT: format.chroma_location = ZIMG_CHROMA_TOP_LEFT
        case AVCHROMA_LOC_TOP: format.chroma_location = ZIMG_CHROMA_TOP
        default: format.chroma_location = ZIMG_CHROMA_LEFT
        }
        set(source.color, on: &format)
        return format
    }

    private static func set(_ color: ColorDescription, on format: inout zimg_image_format) {
        format.matrix_coefficients = zimg_matrix_coefficients_e(Int32(color.matrix))
        format.transfer_characteristics = zimg_transfer_characteristics_e(Int32(color.transfer))
        format.color_primaries = zimg_color_primaries_e(Int32(color.primaries))
        format.pixel_range = color.isFullRange ? ZIMG_RANGE_FULL : ZIMG_RANGE_LIMITED
    }

    private static func lastError(_ operation: String) -> LibAVError {
        let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            zimg_get_last_error(buffer.baseAddress, buffer.count)
            return String(cString: buffer.baseAddress!)
        }
        return LibAVError(code: .other, operation: operation, cause: text)
    }
}

extension AVPixFmtDescriptor {
    var isRGB: Bool { flags & UInt64(AV_PIX_FMT_FLAG_RGB) != 0 }
}
