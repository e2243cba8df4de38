/// The fields of pic_parameter_set_rbsp that slice headers depend on (ISO/IEC 14496-10 §7.3.2.2).
struct AVCPictureParameterSet: Hashable, Sendable {
    let pic_parameter_set_id: UInt32
    let seq_parameter_set_id: UInt32
    /// CABAC, else CAVLC.
    let entropy_coding_mode_flag: Bool
    let bottom_field_pic_order_in_frame_present_flag: Bool
    /// References of list 0 and 1 where a slice does not say.
    let num_ref_idx_default_active: [Int]
    let weighted_pred_flag: Bool
    let weighted_bipred_idc: UInt32
    let deblocking_filter_control_present_flag: Bool
    let redundant_pic_cnt_present_flag: Bool

    /// - Parameter unit: the NAL unit, its header byte first.
    init(_ unit: [UInt8]) throws(BitstreamError) {
        let structure = "H.264 picture parameter set"
        guard let header = unit.first else { throw .truncated(structure) }
        guard header & 0x1f == AVCNALUnitType.pictureParameterSet.rawValue else {
            throw .invalid(structure: structure, field: "nal_unit_type")
        }
        var reader = BitReader(rawByteSequencePayload(of: unit.span.bytes), structure: structure)
        pic_parameter_set_id = try reader.ue("pic_parameter_set_id", max: 255)
        seq_parameter_set_id = try reader.ue("seq_parameter_set_id", max: 31)
        entropy_coding_mode_flag = try reader.flag()
        bottom_field_pic_order_in_frame_present_flag = try reader.flag()
        guard try reader.ue("num_slice_groups_minus1", max: 7) == 0 else {
            throw .unsupported(structure: structure, feature: "slice groups")
        }
        num_ref_idx_default_active = [
            Int(try reader.ue("num_ref_idx_l0_default_active_minus1", max: 31)) + 1,
            Int(try reader.ue("num_ref_idx_l1_default_active_minus1", max: 31)) + 1,
        ]
        weighted_pred_flag = try reader.flag()
        weighted_bipred_idc = try reader.bits(2)
        for field in ["pic_init_qp_minus26", "pic_init_qs_minus26", "chroma_qp_index_offset"] { _ = try reader.se(field) }
        deblocking_filter_control_present_flag = try reader.flag()
        try reader.skip(1)  // constrained_intra_pred_flag
        redundant_pic_cnt_present_flag = try reader.flag()
    }
}
