import CFFmpeg
import CZimg
import MediaCore

/// A conversion that libzimg has planned.
struct ZimgGraph: ~Copyable {
    private let graph: OpaquePointer
    private let scratch: UnsafeMutableRawPointer

    private init(adopting graph: OpaquePointer, scratch: UnsafeMutableRawPointer) {
        self.graph = graph
        self.scratch = scratch
    }

    init(from source: PictureFormat, to target: PictureFormat) throws(LibAVError) {
        var input = Self.imageFormat(source)
        var output = Self.imageFormat(target)
        var parameters = zimg_graph_builder_params()
        zimg_graph_builder_params_default(&parameters, sluice_zimg_api_version)
        // The cubic that swscale calls bicubic. libzimg's own (b = c = 1/3) is softer, and softer again where one rung is scaled from
        // another.
        parameters.resample_filter = ZIMG_RESIZE_BICUBIC
        parameters.resample_filter_uv = ZIMG_RESIZE_BICUBIC
        (parameters.filter_param_a, parameters.filter_param_b) = (0, 0.6)
        (parameters.filter_param_a_uv, parameters.filter_param_b_uv) = (0, 0.6)
        parameters.dither_type = ZIMG_DITHER_NONE
        // Resizing alone is integer arithmetic, the same everywhere; a change of colour, range or depth is float, which fused
        // multiply-add rounds otherwise.
        let isExact = source.color == target.color && input.depth == output.depth
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

    private static func imageFormat(_ picture: PictureFormat) -> zimg_image_format {
        let description = av_pix_fmt_desc_get(picture.pixelFormat)!.pointee
        var format = zimg_image_format()
        zimg_image_format_default(&format, sluice_zimg_api_version)
        let (w, h) = (UInt32(description.log2_chroma_w), UInt32(description.log2_chroma_h))
        // An odd size over subsampled chroma: the plane is a sample wider than the picture, which is named as the active part.
        format.width = (UInt32(picture.resolution.width) + (1 << w) - 1) & ~((1 << w) - 1)
        format.height = (UInt32(picture.resolution.height) + (1 << h) - 1) & ~((1 << h) - 1)
        format.active_region.left = 0
        format.active_region.top = 0
        format.active_region.width = Double(picture.resolution.width)
        format.active_region.height = Double(picture.resolution.height)
        format.depth = UInt32(description.comp.0.depth)
        format.pixel_type = description.comp.0.depth > 8 ? ZIMG_PIXEL_WORD : ZIMG_PIXEL_BYTE
        format.subsample_w = w
        format.subsample_h = h
        format.color_family = picture.color.matrix == 0 ? ZIMG_COLOR_RGB : ZIMG_COLOR_YUV
        switch picture.chromaLocation {
        case AVCHROMA_LOC_CENTER: format.chroma_location = ZIMG_CHROMA_CENTER
        case AVCHROMA_LOC_TOPLEFT: format.chroma_location = ZIMG_CHROMA_TOP_LEFT
        case AVCHROMA_LOC_TOP: format.chroma_location = ZIMG_CHROMA_TOP
        default: format.chroma_location = ZIMG_CHROMA_LEFT
        }
        let color = picture.color
        format.matrix_coefficients = zimg_matrix_coefficients_e(Int32(color.matrix))
        format.transfer_characteristics = zimg_transfer_characteristics_e(Int32(color.transfer))
        format.color_primaries = zimg_color_primaries_e(Int32(color.primaries))
        format.pixel_range = color.isFullRange ? ZIMG_RANGE_FULL : ZIMG_RANGE_LIMITED
        return format
    }

    private static func lastError(_ operation: String) -> LibAVError {
        let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            zimg_get_last_error(buffer.baseAddress, buffer.count)
            return String(cString: buffer.baseAddress!)
        }
        return LibAVError(code: .other, operation: operation, cause: text)
    }
}
