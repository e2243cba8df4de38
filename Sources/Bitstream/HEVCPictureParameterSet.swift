/// The fields of pic_parameter_set_rbsp that slice segment headers depend on (ITU-T H.265 §7.3.2.3).
struct HEVCPictureParameterSet: Hashable, Sendable {
    let pps_pic_parameter_set_id: UInt32
    let pps_seq_parameter_set_id: UInt32
    let dependent_slice_segments_enabled_flag: Bool
    let output_flag_present_flag: Bool
    let num_extra_slice_header_bits: Int
    let cabac_init_present_flag: Bool
    /// References of list 0 and 1 where a slice does not say.
    let num_ref_idx_default_active: [Int]
    let pps_slice_chroma_qp_offsets_present_flag: Bool
    let weighted_pred_flag: Bool
    let weighted_bipred_flag: Bool
    /// Tiles or wavefronts: slices list where each of them begins.
    let hasEntryPoints: Bool
    let pps_loop_filter_across_slices_enabled_flag: Bool
    let deblocking_filter_override_enabled_flag: Bool
    let pps_deblocking_filter_disabled_flag: Bool
    let lists_modification_present_flag: Bool
    let slice_segment_header_extension_present_flag: Bool
    let chroma_qp_offset_list_enabled_flag: Bool

    /// - Parameter unit: the NAL unit, its two header bytes first.
    init(_ unit: [UInt8]) throws(BitstreamError) {
        let structure = "HEVC picture parameter set"
        guard unit.count > 2 else { throw .truncated(structure) }
        guard HEVCNALUnit.type(ofHeader: unit[0]) == .pictureParameterSet else {
            throw .invalid(structure: structure, field: "nal_unit_type")
        }
        var reader = BitReader(rawByteSequencePayload(of: unit.span.bytes), structure: structure)
        try reader.skip(8)  // the header's second byte
        pps_pic_parameter_set_id = try reader.ue("pps_pic_parameter_set_id", max: 63)
        pps_seq_parameter_set_id = try reader.ue("pps_seq_parameter_set_id", max: 15)
        dependent_slice_segments_enabled_flag = try reader.flag()
        output_flag_present_flag = try reader.flag()
        num_extra_slice_header_bits = Int(try reader.bits(3))
        try reader.skip(1)  // sign_data_hiding_enabled_flag
        cabac_init_present_flag = try reader.flag()
        num_ref_idx_default_active = [
            Int(try reader.ue("num_ref_idx_l0_default_active_minus1", max: 14)) + 1,
            Int(try reader.ue("num_ref_idx_l1_default_active_minus1", max: 14)) + 1,
        ]
        _ = try reader.se("init_qp_minus26")
        try reader.skip(1)  // constrained_intra_pred_flag
        let skipsTransform = try reader.flag()
        if try reader.flag() { _ = try reader.ue("diff_cu_qp_delta_depth", max: 3) }
        for field in ["pps_cb_qp_offset", "pps_cr_qp_offset"] { _ = try reader.se(field) }
        pps_slice_chroma_qp_offsets_present_flag = try reader.flag()
        weighted_pred_flag = try reader.flag()
        weighted_bipred_flag = try reader.flag()
        try reader.skip(1)  // transquant_bypass_enabled_flag
        let (hasTiles, hasWavefronts) = (try reader.flag(), try reader.flag())
        hasEntryPoints = hasTiles || hasWavefronts
        if hasTiles { try Self.skipTiles(&reader) }
        pps_loop_filter_across_slices_enabled_flag = try reader.flag()
        var (isOverridable, isDisabled) = (false, false)
        if try reader.flag() {
            isOverridable = try reader.flag()
            isDisabled = try reader.flag()
            if !isDisabled { for field in ["pps_beta_offset_div2", "pps_tc_offset_div2"] { _ = try reader.se(field) } }
        }
        (deblocking_filter_override_enabled_flag, pps_deblocking_filter_disabled_flag) = (isOverridable, isDisabled)
        if try reader.flag() { try skipHEVCScalingLists(&reader) }
        lists_modification_present_flag = try reader.flag()
        _ = try reader.ue("log2_parallel_merge_level_minus2", max: 4)
        slice_segment_header_extension_present_flag = try reader.flag()
        guard try reader.flag() else {
            chroma_qp_offset_list_enabled_flag = false
            return
        }
        let hasRangeExtension = try reader.flag()
        guard try reader.bits(7) == 0 else {
            throw .unsupported(structure: structure, feature: "several layers or screen content coding")
        }
        if hasRangeExtension {
            if skipsTransform { _ = try reader.ue("log2_max_transform_skip_block_size_minus2", max: 3) }
            try reader.skip(1)  // cross_component_prediction_enabled_flag
        }
        chroma_qp_offset_list_enabled_flag = hasRangeExtension ? try reader.flag() : false
    }

    private static func skipTiles(_ reader: inout BitReader) throws(BitstreamError) {
        let columns = try reader.ue("num_tile_columns_minus1", max: 63)
        let rows = try reader.ue("num_tile_rows_minus1", max: 63)
        if try !reader.flag() {
            for _ in 0..<(columns + rows) { _ = try reader.ue("column_width_minus1 or row_height_minus1") }
        }
        try reader.skip(1)  // loop_filter_across_tiles_enabled_flag
    }
}
