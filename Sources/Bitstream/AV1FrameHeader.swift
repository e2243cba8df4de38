/// An uncompressed_header read to its end, whose place nothing states (AV1 §5.9.2), with what later headers and the tiles need of
/// it. It names variables as the specification does.
struct AV1FrameHeader {
    enum FrameType: UInt32 {
        case key, inter, intraOnly, switching
    }

    /// What a reference slot keeps of the frame in it (§7.20).
    struct Reference {
        var frame_type: FrameType = .key
        var UpscaledWidth = 0
        var FrameHeight = 0
        var OrderHint = 0
        var segmentation = AV1Segmentation()
    }

    static let primaryReferenceNone = 7

    let sequence: AV1SequenceHeader
    /// The eight slots; an error-resilient header may say other order hints than they have.
    private(set) var references: [Reference]
    private(set) var frame_type: FrameType = .key
    private(set) var show_frame = true
    private(set) var showable_frame = false
    private(set) var error_resilient_mode = true
    private(set) var frame_size_override_flag = false
    private(set) var primary_ref_frame = primaryReferenceNone
    private(set) var refresh_frame_flags: UInt32 = 0
    private(set) var ref_frame_idx = [Int](repeating: 0, count: 7)
    private(set) var allow_intrabc = false
    private(set) var allow_high_precision_mv = false
    private(set) var OrderHint = 0
    private(set) var UpscaledWidth = 0
    private(set) var FrameWidth = 0
    private(set) var FrameHeight = 0
    private(set) var segmentation = AV1Segmentation()
    private(set) var tiles = AV1TileLayout()
    /// The slot that is shown instead of a new frame.
    private(set) var frameToShow: Int?

    var FrameIsIntra: Bool { frame_type == .key || frame_type == .intraOnly }
    var NumPlanes: Int { sequence.mono_chrome ? 1 : 3 }

    /// - Parameter layer: temporal_id and spatial_id of the unit.
    init(
        _ reader: inout BitReader, sequence: AV1SequenceHeader, references: [Reference], layer: (temporal: Int, spatial: Int)
    ) throws(BitstreamError) {
        self.sequence = sequence
        self.references = references
        if try reader.flag() {
            frameToShow = Int(try reader.bits(3))
            try skipPresentationTime(&reader)
            if let bits = sequence.tools.frameIDBits { try reader.skip(bits.number) }
            return
        }
        try readKind(&reader)
        let hasScreenContentTools = try skipToOrderHint(&reader)
        try readReferencesKept(&reader, layer)
        if FrameIsIntra {
            try readFrameSize(&reader)
            try skipRenderSize(&reader)
            if hasScreenContentTools.allowed && UpscaledWidth == FrameWidth { allow_intrabc = try reader.flag() }
        } else {
            try readInterReferences(&reader, forcesIntegerVectors: hasScreenContentTools.integer)
        }
        if !hasScreenContentTools.keepsProbabilities { try reader.skip(1) }  // disable_frame_end_update_cdf
        if primary_ref_frame != Self.primaryReferenceNone {
            segmentation = self.references[ref_frame_idx[primary_ref_frame]].segmentation
        }
        tiles = try AV1TileLayout(
            &reader, width: FrameWidth, height: FrameHeight, uses128: sequence.tools.use_128x128_superblock)
        try skipCodingParameters(&reader)
    }

    private func skipPresentationTime(_ reader: inout BitReader) throws(BitstreamError) {
        guard let model = sequence.timing.decoderModel, !sequence.timing.equal_picture_interval else { return }
        try reader.skip(model.frame_presentation_time_length)
    }

    private mutating func readKind(_ reader: inout BitReader) throws(BitstreamError) {
        frame_type = FrameType(rawValue: try reader.bits(2))!
        show_frame = try reader.flag()
        if show_frame { try skipPresentationTime(&reader) }
        showable_frame = show_frame ? frame_type != .key : try reader.flag()
        error_resilient_mode = frame_type == .switching || frame_type == .key && show_frame ? true : try reader.flag()
        if frame_type == .key && show_frame { references = references.map { _ in Reference() } }
    }

    /// From disable_cdf_update to order_hint and primary_ref_frame.
    private mutating func skipToOrderHint(
        _ reader: inout BitReader
    ) throws(BitstreamError) -> (allowed: Bool, integer: Bool, keepsProbabilities: Bool) {
        let tools = sequence.tools
        let keepsProbabilities = try reader.flag()
        let allowed: Bool
        if let forced = tools.seq_force_screen_content_tools { allowed = forced } else { allowed = try reader.flag() }
        var integer = false
        if allowed { if let forced = tools.seq_force_integer_mv { integer = forced } else { integer = try reader.flag() } }
        if let bits = tools.frameIDBits { try reader.skip(bits.number) }
        frame_size_override_flag = frame_type == .switching ? true : try reader.flag()
        OrderHint = Int(try reader.bits(tools.OrderHintBits))
        if !FrameIsIntra && !error_resilient_mode { primary_ref_frame = Int(try reader.bits(3)) }
        return (allowed, integer, keepsProbabilities)
    }

    /// Buffer removal times and which slots the frame goes to.
    private mutating func readReferencesKept(
        _ reader: inout BitReader, _ layer: (temporal: Int, spatial: Int)
    ) throws(BitstreamError) {
        if let model = sequence.timing.decoderModel, try reader.flag() {
            for point in sequence.timing.modelledPoints
            where point == 0 || point >> layer.temporal & 1 == 1 && point >> (layer.spatial + 8) & 1 == 1 {
                try reader.skip(model.buffer_removal_time_length)
            }
        }
        refresh_frame_flags = frame_type == .switching || frame_type == .key && show_frame ? 0xff : try reader.bits(8)
        let hintBits = sequence.tools.OrderHintBits
        if (!FrameIsIntra || refresh_frame_flags != 0xff) && error_resilient_mode && hintBits > 0 {
            for index in references.indices { references[index].OrderHint = Int(try reader.bits(hintBits)) }
        }
    }

    private mutating func readInterReferences(_ reader: inout BitReader, forcesIntegerVectors: Bool) throws(BitstreamError) {
        if sequence.tools.OrderHintBits > 0, try reader.flag() {
            throw .unsupported(structure: "AV1 frame header", feature: "short signalling of references")
        }
        for index in ref_frame_idx.indices {
            ref_frame_idx[index] = Int(try reader.bits(3))
            if let bits = sequence.tools.frameIDBits { try reader.skip(bits.delta) }
        }
        if frame_size_override_flag && !error_resilient_mode {
            try readFrameSizeWithReferences(&reader)
        } else {
            try readFrameSize(&reader)
            try skipRenderSize(&reader)
        }
        allow_high_precision_mv = forcesIntegerVectors ? false : try reader.flag()
        if try !reader.flag() { try reader.skip(2) }  // is_filter_switchable, interpolation_filter
        try reader.skip(1)  // is_motion_mode_switchable
        if !error_resilient_mode && sequence.tools.enable_ref_frame_mvs { try reader.skip(1) }
    }

    // MARK: - Sizes (§5.9.5 to §5.9.8)

    private mutating func readFrameSize(_ reader: inout BitReader) throws(BitstreamError) {
        if frame_size_override_flag {
            UpscaledWidth = Int(try reader.bits(sequence.sizeBits.width)) + 1
            FrameHeight = Int(try reader.bits(sequence.sizeBits.height)) + 1
        } else {
            (UpscaledWidth, FrameHeight) = (sequence.resolution.width, sequence.resolution.height)
        }
        try readSuperresolution(&reader)
    }

    private mutating func readFrameSizeWithReferences(_ reader: inout BitReader) throws(BitstreamError) {
        for index in ref_frame_idx where try reader.flag() {
            (UpscaledWidth, FrameHeight) = (references[index].UpscaledWidth, references[index].FrameHeight)
            return try readSuperresolution(&reader)
        }
        try readFrameSize(&reader)
        try skipRenderSize(&reader)
    }

    private mutating func readSuperresolution(_ reader: inout BitReader) throws(BitstreamError) {
        FrameWidth = UpscaledWidth
        guard sequence.tools.enable_superres, try reader.flag() else { return }
        let denominator = Int(try reader.bits(3)) + 9
        FrameWidth = (UpscaledWidth * 8 + denominator / 2) / denominator
    }

    private func skipRenderSize(_ reader: inout BitReader) throws(BitstreamError) {
        if try reader.flag() { try reader.skip(32) }
    }

    /// From quantization_params to the end.
    private mutating func skipCodingParameters(_ reader: inout BitReader) throws(BitstreamError) {
        let quantizer = try AV1Quantizer(&reader, planes: NumPlanes, separatesChroma: sequence.separate_uv_delta_q)
        try segmentation.read(&reader, isIndependent: primary_ref_frame == Self.primaryReferenceNone)
        if quantizer.base_q_idx > 0, try reader.flag() {  // delta_q_present
            try reader.skip(2)  // delta_q_res
            if !allow_intrabc, try reader.flag() { try reader.skip(3) }  // delta_lf_res, delta_lf_multi
        }
        let isLossless = segmentation.quantizers(base: quantizer.base_q_idx).allSatisfy { $0 == 0 } && !quantizer.hasDeltas
        if !isLossless && !allow_intrabc { try skipFilters(&reader) }
        if !(isLossless && FrameWidth == UpscaledWidth) && !allow_intrabc { try skipLoopRestoration(&reader) }
        if !isLossless { try reader.skip(1) }  // tx_mode_select
        let reference_select = FrameIsIntra ? false : try reader.flag()
        if reference_select && isSkipModeAllowed { try reader.skip(1) }
        if !FrameIsIntra && !error_resilient_mode && sequence.tools.enable_warped_motion { try reader.skip(1) }
        try reader.skip(1)  // reduced_tx_set
        if !FrameIsIntra { try skipGlobalMotion(&reader) }
        if sequence.film_grain_params_present && (show_frame || showable_frame) { try skipFilmGrain(&reader) }
    }

    /// skipModeAllowed of §5.9.22: there is a reference on either side in output order, or two before.
    private var isSkipModeAllowed: Bool {
        guard sequence.tools.OrderHintBits > 0 else { return false }
        let distances = ref_frame_idx.map { relativeDistance(references[$0].OrderHint, OrderHint) }
        if distances.contains(where: { $0 > 0 }) { return distances.contains { $0 < 0 } }
        return Set(distances.filter { $0 < 0 }).count > 1
    }

    /// get_relative_dist (§7.9.2).
    private func relativeDistance(_ one: Int, _ other: Int) -> Int {
        let half = 1 << (sequence.tools.OrderHintBits - 1)
        let difference = one - other
        return (difference & (half - 1)) - (difference & half)
    }

    /// What the slots in `refresh_frame_flags` keep from now on.
    var kept: Reference {
        Reference(
            frame_type: frame_type, UpscaledWidth: UpscaledWidth, FrameHeight: FrameHeight, OrderHint: OrderHint,
            segmentation: segmentation)
    }
}
