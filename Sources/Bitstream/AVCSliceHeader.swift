/// How far a slice header reaches (ISO/IEC 14496-10 §7.3.3), found by reading it field by field: nothing states its length.
struct AVCSliceHeader {
    private let sequenceParameterSets: [UInt32: AVCSequenceParameterSet]
    private let pictureParameterSets: [UInt32: AVCPictureParameterSet]

    init(sps: [[UInt8]], pps: [[UInt8]]) throws(BitstreamError) {
        var sequences: [UInt32: AVCSequenceParameterSet] = [:]
        for unit in sps {
            let set = try AVCSequenceParameterSet(unit)
            sequences[set.seq_parameter_set_id] = set
        }
        var pictures: [UInt32: AVCPictureParameterSet] = [:]
        for unit in pps {
            let set = try AVCPictureParameterSet(unit)
            pictures[set.pic_parameter_set_id] = set
        }
        (sequenceParameterSets, pictureParameterSets) = (sequences, pictures)
    }

    /// Bytes of the unit up to the last one that holds a bit of the header, its own header and emulation prevention included.
    /// - Parameter unit: a NAL unit of type 1, 5 or 19, without its length.
    func byteCount(in unit: RawSpan) throws(BitstreamError) -> Int {
        try headerByteCount(in: unit) { (payload) throws(BitstreamError) in
            var reader = BitReader(payload, structure: Self.structure)
            try skip(&reader, header: unit.byte(at: 0))
            return (reader.position + 7) / 8
        }
    }

    private func skip(_ reader: inout BitReader, header: UInt8) throws(BitstreamError) {
        _ = try reader.ue("first_mb_in_slice")
        guard let type = AVCSliceType(rawValue: try reader.ue("slice_type", max: 9) % 5) else {
            throw .invalid(structure: Self.structure, field: "slice_type")
        }
        guard let pps = pictureParameterSets[try reader.ue("pic_parameter_set_id", max: 255)],
            let sps = sequenceParameterSets[pps.seq_parameter_set_id]
        else { throw .invalid(structure: Self.structure, field: "pic_parameter_set_id") }
        let isIDR = header & 0x1f == AVCNALUnitType.idrSlice.rawValue
        if sps.separate_colour_plane_flag { try reader.skip(2) }
        try reader.skip(sps.log2_max_frame_num)
        var isField = false
        if !sps.frame_mbs_only_flag {
            isField = try reader.flag()
            if isField { try reader.skip(1) }  // bottom_field_flag
        }
        if isIDR { _ = try reader.ue("idr_pic_id", max: 65535) }
        let hasBottomDelta = pps.bottom_field_pic_order_in_frame_present_flag && !isField
        switch sps.pictureOrderCount {
        case .lsb(let bits):
            try reader.skip(bits)
            if hasBottomDelta { _ = try reader.se("delta_pic_order_cnt_bottom") }
        case .delta(let isAlwaysZero):
            if !isAlwaysZero { for _ in 0..<(hasBottomDelta ? 2 : 1) { _ = try reader.se("delta_pic_order_cnt") } }
        case .decodingOrder: break
        }
        if pps.redundant_pic_cnt_present_flag { _ = try reader.ue("redundant_pic_cnt", max: 127) }
        if type == .b { try reader.skip(1) }  // direct_spatial_mv_pred_flag

        // References of list 0 and, of B slices, list 1; none of intra slices.
        let lists = type == .b ? 2 : type == .p || type == .sp ? 1 : 0
        var counts = Array(pps.num_ref_idx_default_active.prefix(lists))
        if lists > 0, try reader.flag() {
            for list in counts.indices { counts[list] = Int(try reader.ue("num_ref_idx_active_minus1", max: 31)) + 1 }
        }
        for _ in counts where try reader.flag() { try skipListModification(&reader) }
        if pps.weighted_pred_flag && lists == 1 || pps.weighted_bipred_idc == 1 && type == .b {
            let hasChroma = sps.chroma_format_idc != 0 && !sps.separate_colour_plane_flag
            try skipWeights(&reader, counts: counts, hasChroma: hasChroma)
        }
        if header >> 5 & 3 != 0 { try skipMarking(&reader, isIDR: isIDR) }
        if pps.entropy_coding_mode_flag && lists > 0 { _ = try reader.ue("cabac_init_idc", max: 2) }
        _ = try reader.se("slice_qp_delta")
        if type == .sp { try reader.skip(1) }  // sp_for_switch_flag
        if type == .sp || type == .si { _ = try reader.se("slice_qs_delta") }
        if pps.deblocking_filter_control_present_flag, try reader.ue("disable_deblocking_filter_idc", max: 2) != 1 {
            _ = try reader.se("slice_alpha_c0_offset_div2")
            _ = try reader.se("slice_beta_offset_div2")
        }
    }

    /// ref_pic_list_modification (§7.3.3.1) of one list behind its flag.
    private func skipListModification(_ reader: inout BitReader) throws(BitstreamError) {
        while try reader.ue("modification_of_pic_nums_idc", max: 3) != 3 { _ = try reader.ue("abs_diff_pic_num_minus1") }
    }

    /// pred_weight_table (§7.3.3.2).
    private func skipWeights(_ reader: inout BitReader, counts: [Int], hasChroma: Bool) throws(BitstreamError) {
        _ = try reader.ue("luma_log2_weight_denom", max: 7)
        if hasChroma { _ = try reader.ue("chroma_log2_weight_denom", max: 7) }
        for count in counts {
            for _ in 0..<count {
                for numbers in hasChroma ? [2, 4] : [2] where try reader.flag() {
                    for _ in 0..<numbers { _ = try reader.se("weight or offset") }
                }
            }
        }
    }

    /// dec_ref_pic_marking (§7.3.3.3).
    private func skipMarking(_ reader: inout BitReader, isIDR: Bool) throws(BitstreamError) {
        if isIDR { return try reader.skip(2) }
        guard try reader.flag() else { return }
        while true {
            let operation = try reader.ue("memory_management_control_operation", max: 6)
            if operation == 0 { return }
            // Operation 5 has no operand, 3 has two, the others one.
            for _ in 0..<(operation == 5 ? 0 : operation == 3 ? 2 : 1) { _ = try reader.ue("operand of reference marking") }
        }
    }

    private static let structure = "H.264 slice header"
}
