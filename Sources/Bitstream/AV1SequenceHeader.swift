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
        (seq_level_idx, seq_tier) = try Self.firstOperatingPoint(&reader)
        let (widthBits, heightBits) = (Int(try reader.bits(4)) + 1, Int(try reader.bits(4)) + 1)
        resolution = Resolution(width: Int(try reader.bits(widthBits)) + 1, height: Int(try reader.bits(heightBits)) + 1)
        try Self.skipCodingTools(&reader)

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
    }

    private static func firstOperatingPoint(_ reader: inout BitReader) throws(BitstreamError) -> (level: UInt8, tier: UInt8) {
        var delayBits = 0
        if try reader.flag() {
            try reader.skip(64)  // num_units_in_display_tick, time_scale
            if try reader.flag() { _ = try reader.ue("num_ticks_per_picture_minus_1") }
            if try reader.flag() {
                delayBits = Int(try reader.bits(5)) + 1
                try reader.skip(32 + 5 + 5)
            }
        }
        let hasDisplayDelay = try reader.flag()
        var first: (level: UInt8, tier: UInt8)?
        for _ in 0...(try reader.bits(5)) {
            try reader.skip(12)  // operating_point_idc
            let level = UInt8(try reader.bits(5))
            let tier = level > 7 ? UInt8(try reader.bits(1)) : 0
            if first == nil { first = (level, tier) }
            if delayBits > 0, try reader.flag() { try reader.skip(2 * delayBits + 1) }
            if hasDisplayDelay, try reader.flag() { try reader.skip(4) }
        }
        return first ?? (0, 0)
    }

    /// From the frame numbers to the colour.
    private static func skipCodingTools(_ reader: inout BitReader) throws(BitstreamError) {
        if try reader.flag() { try reader.skip(4 + 3) }  // frame_id_numbers
        try reader.skip(3 + 4)  // block size and intra tools; compound tools and dual filter
        let hasOrderHint = try reader.flag()
        if hasOrderHint { try reader.skip(2) }
        // A tool is chosen frame by frame, or fixed here by the next bit.
        let forcesScreenContent = try reader.flag() ? true : try reader.flag()
        if forcesScreenContent, try !reader.flag() { try reader.skip(1) }
        if hasOrderHint { try reader.skip(3) }
        try reader.skip(3)  // enable_superres, enable_cdef, enable_restoration
    }
}
