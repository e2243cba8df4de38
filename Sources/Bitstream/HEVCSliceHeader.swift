/// How far a slice segment header reaches (ITU-T H.265 §7.3.6), found by reading it field by field: nothing states its length.
struct HEVCSliceHeader {
    private let sequenceParameterSets: [UInt32: HEVCSequenceParameterSet]
    private let pictureParameterSets: [UInt32: HEVCPictureParameterSet]

    init(sps: [[UInt8]], pps: [[UInt8]]) throws(BitstreamError) {
        var sequences: [UInt32: HEVCSequenceParameterSet] = [:]
        for unit in sps {
            let set = try HEVCSequenceParameterSet(unit)
            sequences[set.sps_seq_parameter_set_id] = set
        }
        var pictures: [UInt32: HEVCPictureParameterSet] = [:]
        for unit in pps {
            let set = try HEVCPictureParameterSet(unit)
            pictures[set.pps_pic_parameter_set_id] = set
        }
        (sequenceParameterSets, pictureParameterSets) = (sequences, pictures)
    }

    /// Bytes of the unit up to the first one of slice_segment_data, its own header and emulation prevention included.
    /// - Parameter unit: a NAL unit of a slice segment, without its length.
    func byteCount(in unit: RawSpan) throws(BitstreamError) -> Int {
        try headerByteCount(in: unit) { (payload) throws(BitstreamError) in
            var reader = BitReader(payload, structure: Self.structure)
            try reader.skip(8)  // the header's second byte
            try skip(&reader, type: HEVCNALUnit.type(ofHeader: unit.byte(at: 0)))
            // byte_alignment: a one and zeros to the end of the byte.
            return reader.position / 8 + 1
        }
    }

    private func skip(_ reader: inout BitReader, type: HEVCNALUnitType) throws(BitstreamError) {
        let isFirst = try reader.flag()
        if (16...23).contains(type.rawValue) { try reader.skip(1) }  // no_output_of_prior_pics_flag
        guard let pps = pictureParameterSets[try reader.ue("slice_pic_parameter_set_id", max: 63)],
            let sps = sequenceParameterSets[pps.pps_seq_parameter_set_id]
        else { throw .invalid(structure: Self.structure, field: "slice_pic_parameter_set_id") }
        var isDependent = false
        if !isFirst {
            if pps.dependent_slice_segments_enabled_flag { isDependent = try reader.flag() }
            try reader.skip(ceilLog2(sps.PicSizeInCtbsY))  // slice_segment_address
        }
        if !isDependent { try skipIndependentPart(&reader, sps, pps, type) }
        if pps.hasEntryPoints {
            let count = Int(try reader.ue("num_entry_point_offsets", max: 1 << 16))
            if count > 0 { try reader.skip(count * (Int(try reader.ue("offset_len_minus1", max: 31)) + 1)) }
        }
        if pps.slice_segment_header_extension_present_flag {
            try reader.skip(8 * Int(try reader.ue("slice_segment_header_extension_length", max: 256)))
        }
    }

    private func skipIndependentPart(
        _ reader: inout BitReader, _ sps: HEVCSequenceParameterSet, _ pps: HEVCPictureParameterSet, _ type: HEVCNALUnitType
    ) throws(BitstreamError) {
        try reader.skip(pps.num_extra_slice_header_bits)
        // 0 is B, 1 P, 2 I.
        let slice_type = try reader.ue("slice_type", max: 2)
        if pps.output_flag_present_flag { try reader.skip(1) }
        if sps.separate_colour_plane_flag { try reader.skip(2) }
        var (references, hasTemporalVectors) = (0, false)
        if !type.isIDR {
            references = try skipReferenceSets(&reader, sps)
            if sps.tools.sps_temporal_mvp_enabled_flag { hasTemporalVectors = try reader.flag() }
        }
        let hasChroma = sps.chroma_format_idc != 0 && !sps.separate_colour_plane_flag
        var isFiltered = false
        if sps.tools.sample_adaptive_offset_enabled_flag {
            let luma = try reader.flag()
            let chroma = hasChroma ? try reader.flag() : false
            isFiltered = luma || chroma
        }
        if slice_type != 2 {
            try skipPrediction(
                &reader, pps, isB: slice_type == 0, references: references, hasTemporalVectors: hasTemporalVectors,
                hasChroma: hasChroma)
        }
        _ = try reader.se("slice_qp_delta")
        if pps.pps_slice_chroma_qp_offsets_present_flag { for _ in 0..<2 { _ = try reader.se("slice_qp_offset") } }
        if pps.chroma_qp_offset_list_enabled_flag { try reader.skip(1) }
        var isDeblocked = !pps.pps_deblocking_filter_disabled_flag
        if pps.deblocking_filter_override_enabled_flag, try reader.flag() {
            isDeblocked = try !reader.flag()
            if isDeblocked { for _ in 0..<2 { _ = try reader.se("slice_offset_div2") } }
        }
        if pps.pps_loop_filter_across_slices_enabled_flag && (isFiltered || isDeblocked) { try reader.skip(1) }
    }

    /// Short- and long-term sets.
    /// - Returns: NumPicTotalCurr, the pictures that the slice may refer to.
    private func skipReferenceSets(_ reader: inout BitReader, _ sps: HEVCSequenceParameterSet) throws(BitstreamError) -> Int {
        try reader.skip(sps.log2_max_pic_order_cnt_lsb)
        let sets = sps.tools.shortTermSets
        var count: Int
        if try !reader.flag() {
            count = try HEVCShortTermReferencePictureSet(&reader, after: sets, isInSlice: true).usedCount
        } else {
            let index = Int(try reader.bits(ceilLog2(sets.count)))
            guard index < sets.count else { throw .invalid(structure: Self.structure, field: "short_term_ref_pic_set_idx") }
            count = sets[index].usedCount
        }
        guard sps.tools.long_term_ref_pics_present_flag else { return count }
        let known = sps.tools.used_by_curr_pic_lt_sps_flag
        let listed = known.isEmpty ? 0 : Int(try reader.ue("num_long_term_sps", max: UInt32(known.count)))
        let own = Int(try reader.ue("num_long_term_pics", max: 33))
        for index in 0..<(listed + own) {
            if index < listed {
                let place = Int(try reader.bits(ceilLog2(known.count)))
                guard place < known.count else { throw .invalid(structure: Self.structure, field: "lt_idx_sps") }
                if known[place] { count += 1 }
            } else {
                try reader.skip(sps.log2_max_pic_order_cnt_lsb)
                if try reader.flag() { count += 1 }
            }
            if try reader.flag() { _ = try reader.ue("delta_poc_msb_cycle_lt") }
        }
        return count
    }

    /// What slices of type P and B have.
    private func skipPrediction(
        _ reader: inout BitReader, _ pps: HEVCPictureParameterSet, isB: Bool, references: Int, hasTemporalVectors: Bool,
        hasChroma: Bool
    ) throws(BitstreamError) {
        var counts = Array(pps.num_ref_idx_default_active.prefix(isB ? 2 : 1))
        if try reader.flag() {
            for list in counts.indices { counts[list] = Int(try reader.ue("num_ref_idx_active_minus1", max: 14)) + 1 }
        }
        if pps.lists_modification_present_flag && references > 1 {
            for count in counts where try reader.flag() { try reader.skip(count * ceilLog2(references)) }
        }
        if isB { try reader.skip(1) }  // mvd_l1_zero_flag
        if pps.cabac_init_present_flag { try reader.skip(1) }
        if hasTemporalVectors {
            let isFromFirst = isB ? try reader.flag() : true
            if counts[isFromFirst ? 0 : 1] > 1 { _ = try reader.ue("collocated_ref_idx", max: 15) }
        }
        if isB ? pps.weighted_bipred_flag : pps.weighted_pred_flag {
            try skipWeights(&reader, counts: counts, hasChroma: hasChroma)
        }
        _ = try reader.ue("five_minus_max_num_merge_cand", max: 4)
    }

    /// pred_weight_table (§7.3.6.3) of a stream of one layer.
    private func skipWeights(_ reader: inout BitReader, counts: [Int], hasChroma: Bool) throws(BitstreamError) {
        _ = try reader.ue("luma_log2_weight_denom", max: 7)
        if hasChroma { _ = try reader.se("delta_chroma_log2_weight_denom") }
        for count in counts {
            var numbers = [Int](repeating: 0, count: count)
            for index in 0..<count where try reader.flag() { numbers[index] += 2 }
            if hasChroma { for index in 0..<count where try reader.flag() { numbers[index] += 4 } }
            for _ in 0..<numbers.reduce(0, +) { _ = try reader.se("weight or offset") }
        }
    }

    private static let structure = "HEVC slice segment header"
}

extension HEVCSequenceParameterSet {
    fileprivate var PicSizeInCtbsY: Int {
        let side = 1 << tools.CtbLog2SizeY
        return (codedSize.width + side - 1) / side * ((codedSize.height + side - 1) / side)
    }
}

/// Bits that tell `count` values apart.
private func ceilLog2(_ count: Int) -> Int { count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount }
