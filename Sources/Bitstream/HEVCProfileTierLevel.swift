/// The general part of profile_tier_level (ITU-T H.265 §7.3.3), which decoder configuration records repeat.
package struct HEVCProfileTierLevel: Hashable, Sendable {
    package let general_profile_space: UInt8
    /// True for the High tier.
    package let general_tier_flag: Bool
    /// 1 is Main, 2 Main 10.
    package let general_profile_idc: UInt8
    /// Flag 0 is the highest bit.
    package let general_profile_compatibility_flags: UInt32
    /// The six bytes from general_progressive_source_flag on.
    package let general_constraint_indicator_flags: [UInt8]
    /// Thirty times the level.
    package let general_level_idc: UInt8

    init(_ reader: inout BitReader) throws(BitstreamError) {
        general_profile_space = UInt8(try reader.bits(2))
        general_tier_flag = try reader.flag()
        general_profile_idc = UInt8(try reader.bits(5))
        general_profile_compatibility_flags = try reader.bits(32)
        var flags: [UInt8] = []
        for _ in 0..<6 { flags.append(UInt8(try reader.bits(8))) }
        general_constraint_indicator_flags = flags
        general_level_idc = UInt8(try reader.bits(8))
    }

    var bytes: [UInt8] {
        let compatibility = stride(from: 24, through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: general_profile_compatibility_flags >> UInt32($0))
        }
        return [general_profile_space << 6 | (general_tier_flag ? 0x20 : 0) | general_profile_idc] + compatibility
            + general_constraint_indicator_flags + [general_level_idc]
    }

    /// Profile, compatibility flags from the last one on, tier and level, constraint bytes up to the last that is not zero
    /// (ISO/IEC 14496-15 annex E.3): `1.6.L93.90`.
    var codecParameters: String {
        let space = general_profile_space == 0 ? "" : String(UnicodeScalar(0x40 + general_profile_space))
        var reversed: UInt32 = 0
        for bit in 0..<32 where general_profile_compatibility_flags >> UInt32(bit) & 1 == 1 { reversed |= 1 << UInt32(31 - bit) }
        let constraints = general_constraint_indicator_flags.reversed().drop { $0 == 0 }.reversed()
        return
            ([
                "\(space)\(general_profile_idc)", String(reversed, radix: 16, uppercase: true),
                "\(general_tier_flag ? "H" : "L")\(general_level_idc)",
            ] + constraints.map { String($0, radix: 16, uppercase: true) }).joined(separator: ".")
    }
}
