/// What `avcC` holds (ISO/IEC 14496-15 §5.3.3.1). Samples beside it use four-byte NAL unit lengths when built here.
package struct AVCDecoderConfigurationRecord: Hashable, Sendable {
    package let AVCProfileIndication: UInt8
    package let profile_compatibility: UInt8
    package let AVCLevelIndication: UInt8
    /// Bytes of a sample's NAL unit length field: 1, 2 or 4.
    package let lengthSize: Int
    package let sequenceParameterSets: [[UInt8]]
    package let pictureParameterSets: [[UInt8]]
    /// What high profiles add; nil for the others, and where an old writer left it out.
    package let highProfile: HighProfile?

    package struct HighProfile: Hashable, Sendable {
        package let chroma_format: UInt8
        package let bit_depth_luma_minus8: UInt8
        package let bit_depth_chroma_minus8: UInt8
        package let sequenceParameterSetExtensions: [[UInt8]]
    }

    /// The record of a track whose samples have four-byte lengths; profile, level and format come from the first sequence
    /// parameter set.
    package init(sequenceParameterSets: [[UInt8]], pictureParameterSets: [[UInt8]]) throws(BitstreamError) {
        guard let first = sequenceParameterSets.first else {
            throw .invalid(structure: Self.structure, field: "numOfSequenceParameterSets")
        }
        guard sequenceParameterSets.count <= 31 else {
            throw .invalid(structure: Self.structure, field: "numOfSequenceParameterSets")
        }
        guard !pictureParameterSets.isEmpty, pictureParameterSets.count <= 255 else {
            throw .invalid(structure: Self.structure, field: "numOfPictureParameterSets")
        }
        guard (sequenceParameterSets + pictureParameterSets).allSatisfy({ $0.count <= Int(UInt16.max) }) else {
            throw .invalid(structure: Self.structure, field: "parameterSetLength")
        }
        for unit in pictureParameterSets
        where unit.first.map({ $0 & 0x1f }) != AVCNALUnitType.pictureParameterSet.rawValue {
            throw .invalid(structure: "H.264 picture parameter set", field: "nal_unit_type")
        }
        let sps = try AVCSequenceParameterSet(first)
        AVCProfileIndication = sps.profile_idc
        profile_compatibility = sps.constraint_flags
        AVCLevelIndication = sps.level_idc
        lengthSize = 4
        self.sequenceParameterSets = sequenceParameterSets
        self.pictureParameterSets = pictureParameterSets
        highProfile =
            Self.profilesWithTrailer.contains(sps.profile_idc)
            ? HighProfile(
                chroma_format: UInt8(sps.chroma_format_idc), bit_depth_luma_minus8: UInt8(sps.bit_depth_luma - 8),
                bit_depth_chroma_minus8: UInt8(sps.bit_depth_chroma - 8), sequenceParameterSetExtensions: [])
            : nil
    }

    /// Reads a record; bytes after it are left alone.
    package init(parsing bytes: [UInt8]) throws(BitstreamError) {
        var reader = BitReader(bytes, structure: Self.structure)
        guard try reader.bits(8) == 1 else { throw .invalid(structure: Self.structure, field: "configurationVersion") }
        AVCProfileIndication = UInt8(try reader.bits(8))
        profile_compatibility = UInt8(try reader.bits(8))
        AVCLevelIndication = UInt8(try reader.bits(8))
        try reader.skip(6)
        lengthSize = Int(try reader.bits(2)) + 1
        guard lengthSize != 3 else { throw .invalid(structure: Self.structure, field: "lengthSizeMinusOne") }
        try reader.skip(3)
        sequenceParameterSets = try Self.parameterSets(&reader, count: try reader.bits(5))
        pictureParameterSets = try Self.parameterSets(&reader, count: try reader.bits(8))
        guard Self.profilesWithTrailer.contains(AVCProfileIndication), reader.bitsLeft >= 32 else {
            highProfile = nil
            return
        }
        try reader.skip(6)
        let chroma_format = UInt8(try reader.bits(2))
        try reader.skip(5)
        let bit_depth_luma_minus8 = UInt8(try reader.bits(3))
        try reader.skip(5)
        let bit_depth_chroma_minus8 = UInt8(try reader.bits(3))
        highProfile = HighProfile(
            chroma_format: chroma_format, bit_depth_luma_minus8: bit_depth_luma_minus8,
            bit_depth_chroma_minus8: bit_depth_chroma_minus8,
            sequenceParameterSetExtensions: try Self.parameterSets(&reader, count: try reader.bits(8)))
    }

    package func serialized() -> [UInt8] {
        var bytes: [UInt8] = [1, AVCProfileIndication, profile_compatibility, AVCLevelIndication, 0xfc | UInt8(lengthSize - 1)]
        bytes.append(0xe0 | UInt8(sequenceParameterSets.count))
        Self.append(sequenceParameterSets, to: &bytes)
        bytes.append(UInt8(pictureParameterSets.count))
        Self.append(pictureParameterSets, to: &bytes)
        if let highProfile {
            bytes.append(0xfc | highProfile.chroma_format)
            bytes.append(0xf8 | highProfile.bit_depth_luma_minus8)
            bytes.append(0xf8 | highProfile.bit_depth_chroma_minus8)
            bytes.append(UInt8(highProfile.sequenceParameterSetExtensions.count))
            Self.append(highProfile.sequenceParameterSetExtensions, to: &bytes)
        }
        return bytes
    }

    /// `avc1.` and profile, compatibility and level in hexadecimal (RFC 6381 §3.3).
    package var codecString: String {
        "avc1." + [AVCProfileIndication, profile_compatibility, AVCLevelIndication].map(hexadecimal).joined()
    }

    private static let structure = "AVCDecoderConfigurationRecord"
    private static let profilesWithTrailer: Set<UInt8> = [100, 110, 122, 144]

    private static func parameterSets(_ reader: inout BitReader, count: UInt32) throws(BitstreamError) -> [[UInt8]] {
        var sets: [[UInt8]] = []
        for _ in 0..<count {
            let length = Int(try reader.bits(16))
            guard length * 8 <= reader.bitsLeft else { throw .truncated(structure) }
            var set: [UInt8] = []
            set.reserveCapacity(length)
            for _ in 0..<length { set.append(UInt8(try reader.bits(8))) }
            sets.append(set)
        }
        return sets
    }

    private static func append(_ sets: [[UInt8]], to bytes: inout [UInt8]) {
        for set in sets {
            bytes.append(UInt8(set.count >> 8))
            bytes.append(UInt8(set.count & 0xff))
            bytes.append(contentsOf: set)
        }
    }
}
