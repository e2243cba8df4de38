/// nal_unit_type of ITU-T H.265 table 7-1.
package struct HEVCNALUnitType: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let videoParameterSet = HEVCNALUnitType(rawValue: 32)
    package static let sequenceParameterSet = HEVCNALUnitType(rawValue: 33)
    package static let pictureParameterSet = HEVCNALUnitType(rawValue: 34)

    /// Lives in the sample entry and not in samples of an `hvc1` track (ISO/IEC 14496-15 §8.4.1.1).
    package var isParameterSet: Bool { (32...34).contains(rawValue) }

    /// A slice segment.
    package var isVideoCodingLayer: Bool { rawValue < 32 }

    /// A slice of an instantaneous decoding refresh picture, with or without leading pictures that can be decoded.
    package var isIDR: Bool { rawValue == 19 || rawValue == 20 }
}

/// Where one NAL unit lies in the bytes it was found in: header included, length field not.
package struct HEVCNALUnit: Hashable, Sendable {
    /// At least the header's two bytes.
    package let range: Range<Int>
    package let type: HEVCNALUnitType

    /// Units of a sample as files hold it (ISO/IEC 14496-15 §8.3.2).
    package static func split(lengthPrefixed bytes: RawSpan, lengthSize: Int = 4) throws(BitstreamError) -> [HEVCNALUnit] {
        var units: [HEVCNALUnit] = []
        for range in try lengthPrefixedRanges(in: bytes, lengthSize: lengthSize, structure: "HEVC") {
            guard range.count >= 2 else { throw .truncated("HEVC NAL unit") }
            units.append(HEVCNALUnit(range: range, type: type(ofHeader: bytes.byte(at: range.lowerBound))))
        }
        return units
    }

    static func type(ofHeader first: UInt8) -> HEVCNALUnitType { HEVCNALUnitType(rawValue: first >> 1 & 0x3f) }
}
