import MediaCore

/// The fields of sequence_header_obu that writing, checking and playing a track need (AV1 §5.5).
package struct AV1SequenceHeader: Hashable, Sendable {
    /// 0 is Main.
    package let seq_profile: UInt8
    /// Of the first operating point.
    package let seq_level_idx: UInt8
    package let seq_tier: UInt8
    /// Of the largest frame, which is what Sluice's encoders make of every frame.
    package let resolution: Resolution
    package let bitDepth: Int
    package let mono_chrome: Bool
    package let subsampling_x: Bool
    package let subsampling_y: Bool
    package let chroma_sample_position: UInt8
    package let color: ColorDescription
    /// What frame headers depend on.
    let timing: Timing
    /// Bits of a frame's width and height.
    let sizeBits: FieldSize
    let tools: AV1CodingTools
    let separate_uv_delta_q: Bool
    let film_grain_params_present: Bool

    /// - Parameter unit: the OBU, header and size field included.
    package init(_ unit: [UInt8]) throws(BitstreamError) {
        let structure = "AV1 sequence header"
        guard let obu = try AV1OBU.split(unit.span.bytes).first, obu.type == .sequenceHeader else {
            throw .invalid(structure: structure, field: "obu_type")
        }
        var reader = BitReader(Array(unit[obu.payload]), structure: structure)
        seq_profile = UInt8(try reader.bits(3))
        guard seq_profile <= 2 else { throw .invalid(structure: structure, field: "seq_profile") }
        try reader.skip(1)  // still_picture
        guard try !reader.flag() else { throw .unsupported(structure: structure, feature: "a reduced still picture header") }
        (timing, seq_level_idx, seq_tier) = try Self.operatingPoints(&reader)
        sizeBits = FieldSize(width: Int(try reader.bits(4)) + 1, height: Int(try reader.bits(4)) + 1)
        resolution = Resolution(
            width: Int(try reader.bits(sizeBits.width)) + 1, height: Int(try reader.bits(sizeBits.height)) + 1)
        tools = try AV1CodingTools(&reader)

        let isHighDepth = try reader.flag()
        bitDepth = seq_profile == 2 && isHighDepth ? (try reader.flag() ? 12 : 10) : isHighDepth ? 10 : 8
        mono_chrome = seq_profile == 1 ? false : try reader.flag()
        var points = (primaries: 2, transfer: 2, matrix: 2)
        if try reader.flag() {
            points = (Int(try reader.bits(8)), Int(try reader.bits(8)), Int(try reader.bits(8)))
        }
        var isFullRange = true
        var subsampling = (x: seq_profile != 1, y: seq_profile == 0)
        if points == (1, 13, 0) && !mono_chrome {
            subsampling = (false, false)
        } else {
            isFullRange = try reader.flag()
            if mono_chrome {
                subsampling = (true, true)
            } else if seq_profile == 2, bitDepth == 12 {
                subsampling.x = try reader.flag()
                subsampling.y = subsampling.x ? try reader.flag() : false
            }
        }
        color = ColorDescription(
            primaries: points.primaries, transfer: points.transfer, matrix: points.matrix, isFullRange: isFullRange)
        (subsampling_x, subsampling_y) = subsampling
        chroma_sample_position = subsampling == (true, true) && !mono_chrome ? UInt8(try reader.bits(2)) : 0
        separate_uv_delta_q = mono_chrome ? false : try reader.flag()
        film_grain_params_present = try reader.flag()
    }

    struct FieldSize: Hashable, Sendable {
        let width: Int
        let height: Int
    }

    /// What of timing_info, decoder_model_info and the operating points shows in frame headers (§5.5.3, §5.5.4).
    struct Timing: Hashable, Sendable {
        var equal_picture_interval = false
        /// Nil without a decoder model.
        var decoderModel: DecoderModel?
        /// operating_point_idc of those that the decoder model speaks of.
        var modelledPoints: [Int] = []

        struct DecoderModel: Hashable, Sendable {
            let buffer_removal_time_length: Int
            let frame_presentation_time_length: Int
        }
    }

    private static func operatingPoints(
        _ reader: inout BitReader
    ) throws(BitstreamError) -> (timing: Timing, level: UInt8, tier: UInt8) {
        var timing = Timing()
        var delayBits = 0
        if try reader.flag() {
            try reader.skip(64)  // num_units_in_display_tick, time_scale
            timing.equal_picture_interval = try reader.flag()
            if timing.equal_picture_interval { _ = try reader.ue("num_ticks_per_picture_minus_1") }
            if try reader.flag() {
                delayBits = Int(try reader.bits(5)) + 1
                try reader.skip(32)  // num_units_in_decoding_tick
                timing.decoderModel = Timing.DecoderModel(
                    buffer_removal_time_length: Int(try reader.bits(5)) + 1,
                    frame_presentation_time_length: Int(try reader.bits(5)) + 1)
            }
        }
        let hasDisplayDelay = try reader.flag()
        var first: (level: UInt8, tier: UInt8)?
        for _ in 0...(try reader.bits(5)) {
            let operating_point_idc = Int(try reader.bits(12))
            let level = UInt8(try reader.bits(5))
            let tier = level > 7 ? UInt8(try reader.bits(1)) : 0
            if first == nil { first = (level, tier) }
            if delayBits > 0, try reader.flag() {
                timing.modelledPoints.append(operating_point_idc)
                try reader.skip(2 * delayBits + 1)
            }
            if hasDisplayDelay, try reader.flag() { try reader.skip(4) }
        }
        return (timing, first?.level ?? 0, first?.tier ?? 0)
    }
}

/// What the sequence allows its frames (AV1 §5.5.1, from the frame numbers to the colour).
struct AV1CodingTools: Hashable, Sendable {
    /// Nil without frame numbers: bits of delta_frame_id, and of a frame's number.
    let frameIDBits: FrameIDBits?
    let use_128x128_superblock: Bool
    let enable_warped_motion: Bool
    /// Zero without order hints.
    let OrderHintBits: Int
    let enable_ref_frame_mvs: Bool
    /// Nil where each frame says.
    let seq_force_screen_content_tools: Bool?
    let seq_force_integer_mv: Bool?
    let enable_superres: Bool
    let enable_cdef: Bool
    let enable_restoration: Bool

    init(_ reader: inout BitReader) throws(BitstreamError) {
        if try reader.flag() {
            let delta = Int(try reader.bits(4)) + 2
            frameIDBits = FrameIDBits(delta: delta, number: delta + 1 + Int(try reader.bits(3)))
        } else {
            frameIDBits = nil
        }
        use_128x128_superblock = try reader.flag()
        try reader.skip(4)  // enable_filter_intra, _intra_edge_filter, _interintra_compound, _masked_compound
        enable_warped_motion = try reader.flag()
        try reader.skip(1)  // enable_dual_filter
        let hasOrderHint = try reader.flag()
        if hasOrderHint { try reader.skip(1) }  // enable_jnt_comp
        enable_ref_frame_mvs = hasOrderHint ? try reader.flag() : false
        seq_force_screen_content_tools = try reader.flag() ? nil : try reader.flag()
        if seq_force_screen_content_tools == false {
            seq_force_integer_mv = nil
        } else {
            seq_force_integer_mv = try reader.flag() ? nil : try reader.flag()
        }
        OrderHintBits = hasOrderHint ? Int(try reader.bits(3)) + 1 : 0
        enable_superres = try reader.flag()
        enable_cdef = try reader.flag()
        enable_restoration = try reader.flag()
    }

    struct FrameIDBits: Hashable, Sendable {
        let delta: Int
        let number: Int
    }
}
