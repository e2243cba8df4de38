import MediaCore

/// The fields of seq_parameter_set_data that writing, checking and playing a track need (ISO/IEC 14496-10 §7.3.2.1.1).
package struct AVCSequenceParameterSet: Hashable, Sendable {
    package let profile_idc: UInt8
    /// constraint_set0_flag (the highest bit) to constraint_set5_flag and two reserved zero bits, as one byte.
    package let constraint_flags: UInt8
    package let level_idc: UInt8
    package let seq_parameter_set_id: UInt32
    /// 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4.
    package let chroma_format_idc: UInt32
    package let bit_depth_luma: Int
    package let bit_depth_chroma: Int
    /// The three colour planes are coded as pictures of their own.
    let separate_colour_plane_flag: Bool
    /// Bits of frame_num.
    let log2_max_frame_num: Int
    let pictureOrderCount: PictureOrderCount
    package let max_num_ref_frames: UInt32
    /// False where fields may be coded: interlaced.
    package let frame_mbs_only_flag: Bool
    package let pic_width_in_mbs: Int
    /// Of a frame, also where fields are coded.
    package let frame_height_in_mbs: Int
    /// What is shown, after cropping.
    package let resolution: Resolution
    package let vui: AVCVideoUsabilityInformation?

    /// How slices tell their picture's place in output order, by pic_order_cnt_type.
    enum PictureOrderCount: Hashable, Sendable {
        /// Type 0, with the bits of pic_order_cnt_lsb.
        case lsb(bits: Int)
        /// Type 1.
        case delta(isAlwaysZero: Bool)
        /// Type 2: it follows from the decoding order.
        case decodingOrder
    }

    /// - Parameter unit: the NAL unit, its header byte first, without start code or length.
    package init(_ unit: [UInt8]) throws(BitstreamError) {
        let structure = "H.264 sequence parameter set"
        guard let header = unit.first else { throw .truncated(structure) }
        guard header & 0x1f == AVCNALUnitType.sequenceParameterSet.rawValue else {
            throw .invalid(structure: structure, field: "nal_unit_type")
        }
        var reader = BitReader(rawByteSequencePayload(of: unit.span.bytes), structure: structure)
        profile_idc = UInt8(try reader.bits(8))
        constraint_flags = UInt8(try reader.bits(8))
        level_idc = UInt8(try reader.bits(8))
        seq_parameter_set_id = try reader.ue("seq_parameter_set_id", max: 31)

        var chroma: UInt32 = 1
        var separatePlanes = false
        var depths = (luma: 8, chroma: 8)
        if Self.highProfiles.contains(profile_idc) {
            chroma = try reader.ue("chroma_format_idc", max: 3)
            if chroma == 3 { separatePlanes = try reader.flag() }
            depths.luma += Int(try reader.ue("bit_depth_luma_minus8", max: 6))
            depths.chroma += Int(try reader.ue("bit_depth_chroma_minus8", max: 6))
            try reader.skip(1)  // qpprime_y_zero_transform_bypass_flag
            if try reader.flag() { try Self.skipScalingMatrix(&reader, lists: chroma == 3 ? 12 : 8) }
        }
        chroma_format_idc = chroma
        bit_depth_luma = depths.luma
        bit_depth_chroma = depths.chroma
        separate_colour_plane_flag = separatePlanes

        log2_max_frame_num = 4 + Int(try reader.ue("log2_max_frame_num_minus4", max: 12))
        pictureOrderCount = try Self.pictureOrderCount(&reader)
        max_num_ref_frames = try reader.ue("max_num_ref_frames", max: 16)
        try reader.skip(1)  // gaps_in_frame_num_value_allowed_flag
        // 2^15 macroblocks a side is far above any level and keeps the sums below from overflowing.
        pic_width_in_mbs = Int(try reader.ue("pic_width_in_mbs_minus1", max: 1 << 15)) + 1
        let mapUnits = Int(try reader.ue("pic_height_in_map_units_minus1", max: 1 << 15)) + 1
        frame_mbs_only_flag = try reader.flag()
        frame_height_in_mbs = frame_mbs_only_flag ? mapUnits : mapUnits * 2
        if !frame_mbs_only_flag { try reader.skip(1) }  // mb_adaptive_frame_field_flag
        try reader.skip(1)  // direct_8x8_inference_flag

        // Cropping counts in chroma samples, and in pairs of lines where fields may be coded (§7.4.2.1.1).
        let subsampled = separatePlanes ? 0 : chroma
        let unitX = subsampled == 1 || subsampled == 2 ? 2 : 1
        let unitY = (subsampled == 1 ? 2 : 1) * (frame_mbs_only_flag ? 1 : 2)
        var (width, height) = (pic_width_in_mbs * 16, frame_height_in_mbs * 16)
        if try reader.flag() {
            width -= unitX * Int(try reader.ue("frame_crop_left_offset"))
            width -= unitX * Int(try reader.ue("frame_crop_right_offset"))
            height -= unitY * Int(try reader.ue("frame_crop_top_offset"))
            height -= unitY * Int(try reader.ue("frame_crop_bottom_offset"))
            guard width > 0, height > 0 else { throw .invalid(structure: structure, field: "frame_crop_offset") }
        }
        resolution = Resolution(width: width, height: height)
        vui = try reader.flag() ? try AVCVideoUsabilityInformation(&reader) : nil
    }

    /// `avc1.` and profile, constraint flags and level in hexadecimal (RFC 6381 §3.3).
    package var codecString: String { "avc1." + [profile_idc, constraint_flags, level_idc].map(hexadecimal).joined() }

    /// profile_idc values whose parameter sets state chroma format and bit depth.
    static let highProfiles: Set<UInt8> = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]

    private static func skipScalingMatrix(_ reader: inout BitReader, lists: Int) throws(BitstreamError) {
        for list in 0..<lists where try reader.flag() {
            var (last, next) = (8, 8)
            for _ in 0..<(list < 6 ? 16 : 64) {
                if next != 0 { next = (last + Int(try reader.se("delta_scale")) + 256) & 255 }
                last = next == 0 ? last : next
            }
        }
    }

    private static func pictureOrderCount(_ reader: inout BitReader) throws(BitstreamError) -> PictureOrderCount {
        switch try reader.ue("pic_order_cnt_type", max: 2) {
        case 0:
            return .lsb(bits: 4 + Int(try reader.ue("log2_max_pic_order_cnt_lsb_minus4", max: 12)))
        case 1:
            let isAlwaysZero = try reader.flag()
            _ = try reader.se("offset_for_non_ref_pic")
            _ = try reader.se("offset_for_top_to_bottom_field")
            for _ in 0..<(try reader.ue("num_ref_frames_in_pic_order_cnt_cycle", max: 255)) {
                _ = try reader.se("offset_for_ref_frame")
            }
            return .delta(isAlwaysZero: isAlwaysZero)
        default:
            return .decodingOrder
        }
    }
}

/// Two digits, lower case.
func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count == 2 ? digits : "0" + digits
}
