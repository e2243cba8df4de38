/// The fields of a visual sample entry (ISO/IEC 14496-12 §12.1.3) and of the boxes inside.
package struct VisualSampleEntryFields: Hashable, Sendable {
    /// `colr` of type `nclx` (§12.1.5).
    package struct Colour: Hashable, Sendable {
        package let colour_primaries: UInt16
        package let transfer_characteristics: UInt16
        package let matrix_coefficients: UInt16
        package let full_range_flag: Bool
    }

    /// `pasp` (§12.1.4).
    package struct PixelAspectRatio: Hashable, Sendable {
        package let hSpacing: UInt32
        package let vSpacing: UInt32
    }

    /// `avc1` and its like.
    package let coding: FourCC
    package let width: UInt16
    package let height: UInt16
    /// The AVCDecoderConfigurationRecord of `avcC`.
    package let AVCConfig: [UInt8]?
    /// The HEVCDecoderConfigurationRecord of `hvcC`.
    package let HEVCConfig: [UInt8]?
    /// The AV1CodecConfigurationRecord of `av1C`.
    package let av1Config: [UInt8]?
    package let colour: Colour?
    package let pixelAspectRatio: PixelAspectRatio?
    /// Bodies of `mdcv` (§12.1.7) and `clli` (§12.1.6).
    package let masteringDisplay: [UInt8]?
    package let contentLight: [UInt8]?

    package init(_ box: BoxNode) throws(ISOBMFFError) {
        coding = box.type
        var reader = FieldReader(box)
        try reader.skip(24)  // reserved, data_reference_index, pre_defined
        width = try reader.u16()
        height = try reader.u16()
        AVCConfig = box.first("avcC")?.fields
        HEVCConfig = box.first("hvcC")?.fields
        av1Config = box.first("av1C")?.fields
        colour = try Self.colour(box.all("colr"))
        masteringDisplay = box.first("mdcv")?.fields
        contentLight = box.first("clli")?.fields
        if let pasp = box.first("pasp") {
            var reader = FieldReader(pasp)
            pixelAspectRatio = PixelAspectRatio(hSpacing: try reader.u32(), vSpacing: try reader.u32())
        } else {
            pixelAspectRatio = nil
        }
    }

    private static func colour(_ boxes: [BoxNode]) throws(ISOBMFFError) -> Colour? {
        for box in boxes {
            var reader = FieldReader(box)
            guard try reader.fourCC() == "nclx" else { continue }
            return Colour(
                colour_primaries: try reader.u16(), transfer_characteristics: try reader.u16(),
                matrix_coefficients: try reader.u16(), full_range_flag: try reader.u8() & 0x80 != 0)
        }
        return nil
    }
}
