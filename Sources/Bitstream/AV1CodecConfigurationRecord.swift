/// What `av1C` holds (AV1 in ISOBMFF §2.3).
package struct AV1CodecConfigurationRecord: Hashable, Sendable {
    package let seq_profile: UInt8
    package let seq_level_idx_0: UInt8
    package let seq_tier_0: UInt8
    package let high_bitdepth: Bool
    package let twelve_bit: Bool
    package let monochrome: Bool
    package let chroma_subsampling_x: Bool
    package let chroma_subsampling_y: Bool
    package let chroma_sample_position: UInt8
    /// The sequence header, as an OBU with its size field.
    package let configOBUs: [UInt8]

    /// - Parameter sequenceHeader: the OBU, header and size field included.
    package init(sequenceHeader: [UInt8]) throws(BitstreamError) {
        let header = try AV1SequenceHeader(sequenceHeader)
        seq_profile = header.seq_profile
        seq_level_idx_0 = header.seq_level_idx
        seq_tier_0 = header.seq_tier
        high_bitdepth = header.bitDepth > 8
        twelve_bit = header.bitDepth == 12
        monochrome = header.mono_chrome
        chroma_subsampling_x = header.subsampling_x
        chroma_subsampling_y = header.subsampling_y
        chroma_sample_position = header.chroma_sample_position
        configOBUs = sequenceHeader
    }

    package init(parsing bytes: [UInt8]) throws(BitstreamError) {
        var reader = BitReader(bytes, structure: Self.structure)
        guard try reader.bits(8) == 0x81 else { throw .invalid(structure: Self.structure, field: "version") }
        seq_profile = UInt8(try reader.bits(3))
        seq_level_idx_0 = UInt8(try reader.bits(5))
        seq_tier_0 = UInt8(try reader.bits(1))
        high_bitdepth = try reader.flag()
        twelve_bit = try reader.flag()
        monochrome = try reader.flag()
        chroma_subsampling_x = try reader.flag()
        chroma_subsampling_y = try reader.flag()
        chroma_sample_position = UInt8(try reader.bits(2))
        try reader.skip(8)  // initial_presentation_delay
        configOBUs = Array(bytes[4...])
    }

    /// The presentation delay is left unsaid.
    package func serialized() -> [UInt8] {
        let flags: [(Bool, UInt8)] = [
            (seq_tier_0 == 1, 0x80), (high_bitdepth, 0x40), (twelve_bit, 0x20), (monochrome, 0x10),
            (chroma_subsampling_x, 0x08), (chroma_subsampling_y, 0x04),
        ]
        let third = flags.reduce(chroma_sample_position) { $1.0 ? $0 | $1.1 : $0 }
        return [0x81, seq_profile << 5 | seq_level_idx_0, third, 0] + configOBUs
    }

    /// Profile, level and tier, bit depth (AV1 in ISOBMFF §5): `av01.0.04M.08`.
    package var codecString: String {
        func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let depth = twelve_bit ? 12 : high_bitdepth ? 10 : 8
        return "av01.\(seq_profile).\(twoDigits(Int(seq_level_idx_0)))\(seq_tier_0 == 1 ? "H" : "M").\(twoDigits(depth))"
    }

    private static let structure = "AV1CodecConfigurationRecord"
}
