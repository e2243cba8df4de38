/// One coded picture: its NAL units in decoding order, over bytes held elsewhere.
package struct AVCAccessUnit: Sendable {
    package let units: [AVCNALUnit]

    package init(annexB bytes: RawSpan) throws(BitstreamError) { units = try AVCNALUnit.split(annexB: bytes) }

    package init(lengthPrefixed bytes: RawSpan, lengthSize: Int = 4) throws(BitstreamError) {
        units = try AVCNALUnit.split(lengthPrefixed: bytes, lengthSize: lengthSize)
    }

    /// An instantaneous decoding refresh picture: all its slices are of type 5, so the first tells.
    package var isIDR: Bool { firstSlice?.type == .idrSlice }

    package var firstSlice: AVCNALUnit? { units.first { $0.type.hasSliceHeader } }

    /// Type of the first slice; nil when the unit has none.
    /// - Parameter bytes: what this access unit was split from.
    package func firstSliceType(in bytes: RawSpan) throws(BitstreamError) -> AVCSliceType? {
        guard let firstSlice else { return nil }
        return try AVCSliceType(ofSlice: bytes.extracting(firstSlice.range))
    }

    /// Rewrites a byte stream's access unit as an `avc1` sample at the end of `sample`: four-byte lengths in place of start
    /// codes; parameter sets stay in the sample entry, delimiters and filler are dropped (ISO/IEC 14496-15 §5.3.2, §5.4.2.1).
    package static func appendSample(fromAnnexB bytes: RawSpan, to sample: inout [UInt8]) throws(BitstreamError) {
        for unit in try AVCNALUnit.split(annexB: bytes) {
            if unit.type.isParameterSet || unit.type == .accessUnitDelimiter || unit.type == .fillerData { continue }
            guard let length = UInt32(exactly: unit.range.count) else {
                throw .unsupported(structure: "H.264 NAL unit", feature: "a size above 4 GiB")
            }
            withUnsafeBytes(of: length.bigEndian) { sample.append(contentsOf: $0) }
            bytes.extracting(unit.range).withUnsafeBytes { sample.append(contentsOf: $0) }
        }
    }
}

/// slice_type of ISO/IEC 14496-10 table 7-6, the values 5 to 9 folded onto 0 to 4.
package enum AVCSliceType: UInt32, Hashable, Sendable {
    case p = 0
    case b, i, sp, si

    /// - Parameter unit: a NAL unit that has a slice header, its own header byte first.
    package init(ofSlice unit: RawSpan) throws(BitstreamError) {
        // first_mb_in_slice and slice_type take at most 63 bits; the rest of a large slice need not be looked at.
        let start = unit.extracting(first: min(unit.byteCount, 16))
        var reader = BitReader(rawByteSequencePayload(of: start), structure: "H.264 slice header")
        _ = try reader.ue("first_mb_in_slice")
        let value = try reader.ue("slice_type", max: 9)
        guard let type = AVCSliceType(rawValue: value % 5) else {
            throw .invalid(structure: "H.264 slice header", field: "slice_type")
        }
        self = type
    }
}
