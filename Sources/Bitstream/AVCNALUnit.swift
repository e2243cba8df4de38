/// nal_unit_type of ISO/IEC 14496-10 table 7-1.
package struct AVCNALUnitType: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let slice = AVCNALUnitType(rawValue: 1)
    package static let dataPartitionA = AVCNALUnitType(rawValue: 2)
    package static let idrSlice = AVCNALUnitType(rawValue: 5)
    package static let sei = AVCNALUnitType(rawValue: 6)
    package static let sequenceParameterSet = AVCNALUnitType(rawValue: 7)
    package static let pictureParameterSet = AVCNALUnitType(rawValue: 8)
    package static let accessUnitDelimiter = AVCNALUnitType(rawValue: 9)
    package static let endOfSequence = AVCNALUnitType(rawValue: 10)
    package static let endOfStream = AVCNALUnitType(rawValue: 11)
    package static let fillerData = AVCNALUnitType(rawValue: 12)
    package static let sequenceParameterSetExtension = AVCNALUnitType(rawValue: 13)

    /// Carries coded picture data (types 1 to 5).
    package var isVideoCodingLayer: Bool { (1...5).contains(rawValue) }

    /// Starts with a slice header: types 1, 2 and 5.
    package var hasSliceHeader: Bool { self == .slice || self == .dataPartitionA || self == .idrSlice }

    /// Lives in the sample entry and not in samples of an `avc1` track (ISO/IEC 14496-15 §5.4.2.1).
    package var isParameterSet: Bool {
        self == .sequenceParameterSet || self == .pictureParameterSet || self == .sequenceParameterSetExtension
    }
}

/// Where one NAL unit lies in the bytes it was found in: header byte included, start code or length field not.
package struct AVCNALUnit: Hashable, Sendable {
    /// Never empty.
    package let range: Range<Int>
    package let type: AVCNALUnitType
    /// nal_ref_idc: 0 where no other picture refers to this one.
    package let referenceIDC: UInt8

    init(range: Range<Int>, header: UInt8) {
        self.range = range
        type = AVCNALUnitType(rawValue: header & 0x1f)
        referenceIDC = header >> 5 & 3
    }
}
