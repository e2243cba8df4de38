import MediaCore

/// vui_parameters of a sequence parameter set (ISO/IEC 14496-10 annex E.1.1); nil where the stream does not say.
package struct AVCVideoUsabilityInformation: Hashable, Sendable {
    /// Sample aspect ratio, width to height.
    package struct AspectRatio: Hashable, Sendable {
        package let sar_width: Int
        package let sar_height: Int
    }

    /// A field, half a frame, lasts num_units_in_tick / time_scale seconds.
    package struct Timing: Hashable, Sendable {
        package let num_units_in_tick: UInt32
        package let time_scale: UInt32
        package let fixed_frame_rate_flag: Bool
    }

    package private(set) var aspectRatio: AspectRatio?
    package private(set) var video_full_range_flag: Bool?
    package private(set) var colour_primaries: UInt8?
    package private(set) var transfer_characteristics: UInt8?
    package private(set) var matrix_coefficients: UInt8?
    package private(set) var timing: Timing?
    /// Frames that may precede another in decoding order and follow it in output order.
    package private(set) var max_num_reorder_frames: UInt32?
    package private(set) var max_dec_frame_buffering: UInt32?

    /// Colour as the stream declares it; unspecified (2) and limited range where it does not.
    package var color: ColorDescription {
        ColorDescription(
            primaries: Int(colour_primaries ?? 2), transfer: Int(transfer_characteristics ?? 2),
            matrix: Int(matrix_coefficients ?? 2), isFullRange: video_full_range_flag ?? false)
    }

    init(_ reader: inout BitReader) throws(BitstreamError) {
        if try reader.flag() { aspectRatio = try Self.aspectRatio(&reader) }
        if try reader.flag() { try reader.skip(1) }  // overscan_appropriate_flag
        if try reader.flag() {
            try reader.skip(3)  // video_format
            video_full_range_flag = try reader.flag()
            if try reader.flag() {
                colour_primaries = UInt8(try reader.bits(8))
                transfer_characteristics = UInt8(try reader.bits(8))
                matrix_coefficients = UInt8(try reader.bits(8))
            }
        }
        if try reader.flag() {
            _ = try reader.ue("chroma_sample_loc_type_top_field", max: 5)
            _ = try reader.ue("chroma_sample_loc_type_bottom_field", max: 5)
        }
        if try reader.flag() {
            timing = Timing(
                num_units_in_tick: try reader.bits(32), time_scale: try reader.bits(32),
                fixed_frame_rate_flag: try reader.flag())
        }
        let hasNALParameters = try reader.flag()
        if hasNALParameters { try Self.skipHypotheticalReferenceDecoder(&reader) }
        let hasVCLParameters = try reader.flag()
        if hasVCLParameters { try Self.skipHypotheticalReferenceDecoder(&reader) }
        if hasNALParameters || hasVCLParameters { try reader.skip(1) }  // low_delay_hrd_flag
        try reader.skip(1)  // pic_struct_present_flag
        if try reader.flag() {
            try reader.skip(1)  // motion_vectors_over_pic_boundaries_flag
            for field in ["max_bytes_per_pic_denom", "max_bits_per_mb_denom"] { _ = try reader.ue(field, max: 16) }
            for field in ["log2_max_mv_length_horizontal", "log2_max_mv_length_vertical"] { _ = try reader.ue(field, max: 32) }
            max_num_reorder_frames = try reader.ue("max_num_reorder_frames", max: 16)
            max_dec_frame_buffering = try reader.ue("max_dec_frame_buffering", max: 16)
        }
    }

    /// Table E-1, which H.265 repeats; nil where unspecified or reserved.
    static func aspectRatio(_ reader: inout BitReader) throws(BitstreamError) -> AspectRatio? {
        let indicated = [
            (1, 1), (12, 11), (10, 11), (16, 11), (40, 33), (24, 11), (20, 11), (32, 11), (80, 33), (18, 11), (15, 11), (64, 33),
            (160, 99), (4, 3), (3, 2), (2, 1),
        ]
        let aspect_ratio_idc = Int(try reader.bits(8))
        switch aspect_ratio_idc {
        case 1...indicated.count:
            let (width, height) = indicated[aspect_ratio_idc - 1]
            return AspectRatio(sar_width: width, sar_height: height)
        case 255:  // Extended_SAR
            let (width, height) = (Int(try reader.bits(16)), Int(try reader.bits(16)))
            return width > 0 && height > 0 ? AspectRatio(sar_width: width, sar_height: height) : nil
        default:
            return nil
        }
    }

    /// hrd_parameters (annex E.1.2).
    private static func skipHypotheticalReferenceDecoder(_ reader: inout BitReader) throws(BitstreamError) {
        let cpb_cnt_minus1 = try reader.ue("cpb_cnt_minus1", max: 31)
        try reader.skip(8)  // bit_rate_scale, cpb_size_scale
        for _ in 0...cpb_cnt_minus1 {
            _ = try reader.ue("bit_rate_value_minus1")
            _ = try reader.ue("cpb_size_value_minus1")
            try reader.skip(1)  // cbr_flag
        }
        try reader.skip(20)  // three delay lengths and time_offset_length
    }
}
