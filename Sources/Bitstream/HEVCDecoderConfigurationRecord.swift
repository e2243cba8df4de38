/// What `hvcC` holds (ISO/IEC 14496-15 §8.3.3.1). Samples beside it use four-byte NAL unit lengths when built here.
package struct HEVCDecoderConfigurationRecord: Hashable, Sendable {
    package let profileTierLevel: HEVCProfileTierLevel
    package let chromaFormat: UInt8
    package let bitDepthLumaMinus8: UInt8
    package let bitDepthChromaMinus8: UInt8
    package let numTemporalLayers: UInt8
    package let temporalIdNested: Bool
    /// Bytes of a sample's NAL unit length field: 1, 2 or 4.
    package let lengthSize: Int
    package let arrays: [Array]

    /// NAL units of one type.
    package struct Array: Hashable, Sendable {
        /// All units of the type are here and none in samples.
        package let array_completeness: Bool
        package let type: HEVCNALUnitType
        package let units: [[UInt8]]
    }

    /// The record of a track whose samples have four-byte lengths and no parameter sets; its fields come from the first sequence
    /// parameter set.
    package init(vps: [[UInt8]], sps: [[UInt8]], pps: [[UInt8]]) throws(BitstreamError) {
        let sets: [(HEVCNALUnitType, [[UInt8]])] = [
            (.videoParameterSet, vps), (.sequenceParameterSet, sps), (.pictureParameterSet, pps),
        ]
        for (type, units) in sets {
            guard (1...64).contains(units.count) else { throw .invalid(structure: Self.structure, field: "numNalus") }
            for unit in units {
                guard (3...Int(UInt16.max)).contains(unit.count), HEVCNALUnit.type(ofHeader: unit[0]) == type else {
                    throw .invalid(structure: Self.structure, field: "NAL_unit_type")
                }
            }
        }
        let first = try HEVCSequenceParameterSet(sps[0])
        profileTierLevel = first.profileTierLevel
        chromaFormat = UInt8(first.chroma_format_idc)
        bitDepthLumaMinus8 = UInt8(first.bit_depth_luma - 8)
        bitDepthChromaMinus8 = UInt8(first.bit_depth_chroma - 8)
        numTemporalLayers = UInt8(first.sps_max_sub_layers)
        temporalIdNested = first.sps_temporal_id_nesting_flag
        lengthSize = 4
        arrays = sets.map { Array(array_completeness: true, type: $0.0, units: $0.1) }
    }

    /// Reads a record; bytes after it are left alone.
    package init(parsing bytes: [UInt8]) throws(BitstreamError) {
        var reader = BitReader(bytes, structure: Self.structure)
        guard try reader.bits(8) == 1 else { throw .invalid(structure: Self.structure, field: "configurationVersion") }
        profileTierLevel = try HEVCProfileTierLevel(&reader)
        try reader.skip(16 + 8 + 6)  // min_spatial_segmentation_idc, parallelismType
        chromaFormat = UInt8(try reader.bits(2))
        try reader.skip(5)
        bitDepthLumaMinus8 = UInt8(try reader.bits(3))
        try reader.skip(5)
        bitDepthChromaMinus8 = UInt8(try reader.bits(3))
        try reader.skip(16 + 2)  // avgFrameRate, constantFrameRate
        numTemporalLayers = UInt8(try reader.bits(3))
        temporalIdNested = try reader.flag()
        lengthSize = Int(try reader.bits(2)) + 1
        guard lengthSize != 3 else { throw .invalid(structure: Self.structure, field: "lengthSizeMinusOne") }
        var arrays: [Array] = []
        for _ in 0..<(try reader.bits(8)) {
            let completeness = try reader.flag()
            try reader.skip(1)
            let type = HEVCNALUnitType(rawValue: UInt8(try reader.bits(6)))
            var units: [[UInt8]] = []
            for _ in 0..<(try reader.bits(16)) {
                var unit: [UInt8] = []
                for _ in 0..<(try reader.bits(16)) { unit.append(UInt8(try reader.bits(8))) }
                units.append(unit)
            }
            arrays.append(Array(array_completeness: completeness, type: type, units: units))
        }
        self.arrays = arrays
    }

    /// Units of a type, in order.
    package func units(of type: HEVCNALUnitType) -> [[UInt8]] { arrays.filter { $0.type == type }.flatMap(\.units) }

    /// What the record does not know, segmentation, parallelism and frame rate, is written as unknown.
    package func serialized() -> [UInt8] {
        var bytes: [UInt8] = [1] + profileTierLevel.bytes
        bytes += [0xf0, 0, 0xfc, 0xfc | chromaFormat, 0xf8 | bitDepthLumaMinus8, 0xf8 | bitDepthChromaMinus8, 0, 0]
        bytes.append(numTemporalLayers << 3 | (temporalIdNested ? 4 : 0) | UInt8(lengthSize - 1))
        bytes.append(UInt8(arrays.count))
        for array in arrays {
            bytes.append((array.array_completeness ? 0x80 : 0) | array.type.rawValue)
            bytes += [UInt8(array.units.count >> 8), UInt8(array.units.count & 0xff)]
            for unit in array.units { bytes += [UInt8(unit.count >> 8), UInt8(unit.count & 0xff)] + unit }
        }
        return bytes
    }

    /// Of a track without parameter sets in its samples (ISO/IEC 14496-15 annex E.3): `hvc1.1.6.L93.90`.
    package var codecString: String { "hvc1." + profileTierLevel.codecParameters }

    private static let structure = "HEVCDecoderConfigurationRecord"
}
