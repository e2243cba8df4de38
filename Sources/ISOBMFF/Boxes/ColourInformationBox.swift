import MediaCore

/// `colr` of type `nclx`: colour by code points (ISO/IEC 14496-12 §12.1.5).
package struct ColourInformationBox: Box {
    package static let type: FourCC = "colr"
    package var colour_primaries: UInt16
    package var transfer_characteristics: UInt16
    package var matrix_coefficients: UInt16
    package var full_range_flag: Bool

    package init(_ color: ColorDescription) {
        colour_primaries = UInt16(truncatingIfNeeded: color.primaries)
        transfer_characteristics = UInt16(truncatingIfNeeded: color.transfer)
        matrix_coefficients = UInt16(truncatingIfNeeded: color.matrix)
        full_range_flag = color.isFullRange
    }

    package func writeBody(to writer: inout ByteWriter) {
        writer.fourCC("nclx")
        writer.u16(colour_primaries)
        writer.u16(transfer_characteristics)
        writer.u16(matrix_coefficients)
        writer.u8(full_range_flag ? 0x80 : 0)
    }
}
