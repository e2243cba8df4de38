import MediaCore

/// The fields of seq_parameter_set_rbsp that writing, checking and playing a track need (ITU-T H.265 §7.3.2.2).
package struct HEVCSequenceParameterSet: Hashable, Sendable {
    package let profileTierLevel: HEVCProfileTierLevel
    let sps_seq_parameter_set_id: UInt32
    package let sps_max_sub_layers: Int
    package let sps_temporal_id_nesting_flag: Bool
    /// 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4.
    package let chroma_format_idc: UInt32
    /// The three colour planes are coded as pictures of their own.
    let separate_colour_plane_flag: Bool
    package let bit_depth_luma: Int
    package let bit_depth_chroma: Int
    /// Of the coded picture, before cropping.
    package let codedSize: Resolution
    /// What is shown, after cropping.
    package let resolution: Resolution
    /// Pictures that may precede another in decoding order and follow it in output order.
    package let sps_max_num_reorder_pics: UInt32
    /// Bits of slice_pic_order_cnt_lsb.
    let log2_max_pic_order_cnt_lsb: Int
    let tools: CodingTools
    /// Colour as the stream declares it; nil without a VUI.
    package let color: ColorDescription?
    /// Sample aspect ratio of the VUI, width to height, where it says one.
    package let sampleAspectRatio: Resolution?

    /// - Parameter unit: the NAL unit, its two header bytes first, without start code or length.
    package init(_ unit: [UInt8]) throws(BitstreamError) {
        let structure = "HEVC sequence parameter set"
        guard unit.count > 2 else { throw .truncated(structure) }
        guard HEVCNALUnit.type(ofHeader: unit[0]) == .sequenceParameterSet else {
            throw .invalid(structure: structure, field: "nal_unit_type")
        }
        // The payload after the first header byte; the second is skipped as bits.
        var reader = BitReader(rawByteSequencePayload(of: unit.span.bytes), structure: structure)
        try reader.skip(8 + 4)  // sps_video_parameter_set_id
        sps_max_sub_layers = Int(try reader.bits(3)) + 1
        guard sps_max_sub_layers <= 7 else { throw .invalid(structure: structure, field: "sps_max_sub_layers_minus1") }
        sps_temporal_id_nesting_flag = try reader.flag()
        profileTierLevel = try HEVCProfileTierLevel(&reader)
        try Self.skipSubLayers(&reader, count: sps_max_sub_layers - 1)
        sps_seq_parameter_set_id = try reader.ue("sps_seq_parameter_set_id", max: 15)
        let chroma = try reader.ue("chroma_format_idc", max: 3)
        chroma_format_idc = chroma
        let separatePlanes = chroma == 3 ? try reader.flag() : false
        separate_colour_plane_flag = separatePlanes
        let width = Int(try reader.ue("pic_width_in_luma_samples", max: 1 << 16))
        let height = Int(try reader.ue("pic_height_in_luma_samples", max: 1 << 16))
        codedSize = Resolution(width: width, height: height)
        var shown = codedSize
        if try reader.flag() {
            let subsampled = separatePlanes ? 0 : chroma
            let (unitX, unitY) = (subsampled == 1 || subsampled == 2 ? 2 : 1, subsampled == 1 ? 2 : 1)
            for _ in 0..<2 { shown.width -= unitX * Int(try reader.ue("conf_win_offset", max: 1 << 16)) }
            for _ in 0..<2 { shown.height -= unitY * Int(try reader.ue("conf_win_offset", max: 1 << 16)) }
        }
        guard shown.width > 0, shown.height > 0 else { throw .invalid(structure: structure, field: "conf_win_offset") }
        resolution = shown
        bit_depth_luma = 8 + Int(try reader.ue("bit_depth_luma_minus8", max: 8))
        bit_depth_chroma = 8 + Int(try reader.ue("bit_depth_chroma_minus8", max: 8))
        log2_max_pic_order_cnt_lsb = 4 + Int(try reader.ue("log2_max_pic_order_cnt_lsb_minus4", max: 12))
        var reorder: UInt32 = 0
        for _ in 0..<(try reader.flag() ? sps_max_sub_layers : 1) {
            _ = try reader.ue("sps_max_dec_pic_buffering_minus1", max: 15)
            reorder = try reader.ue("sps_max_num_reorder_pics", max: 15)
            _ = try reader.ue("sps_max_latency_increase_plus1")
        }
        sps_max_num_reorder_pics = reorder
        tools = try CodingTools(&reader, pictureOrderBits: log2_max_pic_order_cnt_lsb)
        (color, sampleAspectRatio) = try reader.flag() ? try Self.usability(&reader) : (nil, nil)
    }

    /// Profiles and levels of the lower temporal layers.
    private static func skipSubLayers(_ reader: inout BitReader, count: Int) throws(BitstreamError) {
        guard count > 0 else { return }
        var bits = 0
        for _ in 0..<count {
            if try reader.flag() { bits += 88 }
            if try reader.flag() { bits += 8 }
        }
        try reader.skip(2 * (8 - count) + bits)
    }

    /// vui_parameters up to the colour (annex E.2.1).
    private static func usability(_ reader: inout BitReader) throws(BitstreamError) -> (ColorDescription, Resolution?) {
        let aspect = try reader.flag() ? try AVCVideoUsabilityInformation.aspectRatio(&reader) : nil
        if try reader.flag() { try reader.skip(1) }  // overscan_appropriate_flag
        let unspecified = ColorDescription.unspecified
        var color = ColorDescription(primaries: unspecified, transfer: unspecified, matrix: unspecified, isFullRange: false)
        if try reader.flag() {
            try reader.skip(3)  // video_format
            color.isFullRange = try reader.flag()
            if try reader.flag() {
                color.primaries = Int(try reader.bits(8))
                color.transfer = Int(try reader.bits(8))
                color.matrix = Int(try reader.bits(8))
            }
        }
        return (color, aspect.map { Resolution(width: $0.sar_width, height: $0.sar_height) })
    }
}
