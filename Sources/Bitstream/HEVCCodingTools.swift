extension HEVCSequenceParameterSet {
    /// From the block sizes to the VUI's flag: what slice headers depend on (ITU-T H.265 §7.3.2.2.1).
    struct CodingTools: Hashable, Sendable {
        /// Base-2 logarithm of the side of a coding tree block.
        let CtbLog2SizeY: Int
        let sample_adaptive_offset_enabled_flag: Bool
        let shortTermSets: [HEVCShortTermReferencePictureSet]
        let long_term_ref_pics_present_flag: Bool
        let used_by_curr_pic_lt_sps_flag: [Bool]
        let sps_temporal_mvp_enabled_flag: Bool

        init(_ reader: inout BitReader, pictureOrderBits: Int) throws(BitstreamError) {
            let smallest = try reader.ue("log2_min_luma_coding_block_size_minus3", max: 3)
            CtbLog2SizeY = 3 + Int(smallest + (try reader.ue("log2_diff_max_min_luma_coding_block_size", max: 3)))
            for field in [
                "log2_min_luma_transform_block_size_minus2", "log2_diff_max_min_luma_transform_block_size",
                "max_transform_hierarchy_depth_inter", "max_transform_hierarchy_depth_intra",
            ] {
                _ = try reader.ue(field, max: 6)
            }
            if try reader.flag(), try reader.flag() { try skipHEVCScalingLists(&reader) }
            try reader.skip(1)  // amp_enabled_flag
            sample_adaptive_offset_enabled_flag = try reader.flag()
            if try reader.flag() {
                try reader.skip(8)  // pcm_sample_bit_depths
                _ = try reader.ue("log2_min_pcm_luma_coding_block_size_minus3", max: 2)
                _ = try reader.ue("log2_diff_max_min_pcm_luma_coding_block_size", max: 3)
                try reader.skip(1)  // pcm_loop_filter_disabled_flag
            }
            let count = Int(try reader.ue("num_short_term_ref_pic_sets", max: 64))
            var sets: [HEVCShortTermReferencePictureSet] = []
            while sets.count < count {
                sets.append(try HEVCShortTermReferencePictureSet(&reader, after: sets, isInSlice: false))
            }
            shortTermSets = sets
            long_term_ref_pics_present_flag = try reader.flag()
            var used: [Bool] = []
            if long_term_ref_pics_present_flag {
                for _ in 0..<(try reader.ue("num_long_term_ref_pics_sps", max: 32)) {
                    try reader.skip(pictureOrderBits)
                    used.append(try reader.flag())
                }
            }
            used_by_curr_pic_lt_sps_flag = used
            sps_temporal_mvp_enabled_flag = try reader.flag()
            try reader.skip(1)  // strong_intra_smoothing_enabled_flag
        }
    }
}

/// scaling_list_data (§7.3.4).
func skipHEVCScalingLists(_ reader: inout BitReader) throws(BitstreamError) {
    for size in 0..<4 {
        for _ in stride(from: 0, to: 6, by: size == 3 ? 3 : 1) {
            if try !reader.flag() {
                _ = try reader.ue("scaling_list_pred_matrix_id_delta", max: 5)
                continue
            }
            if size > 1 { _ = try reader.se("scaling_list_dc_coef_minus8") }
            for _ in 0..<min(64, 1 << (4 + 2 * size)) { _ = try reader.se("scaling_list_delta_coef") }
        }
    }
}
