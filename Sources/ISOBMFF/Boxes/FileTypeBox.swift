/// `ftyp`: what a file conforms to (ISO/IEC 14496-12 §4.3).
package struct FileTypeBox: Box {
    package static let type: FourCC = "ftyp"
    package var major_brand: FourCC
    package var minor_version: UInt32 = 0
    package var compatible_brands: [FourCC]

    package init(major_brand: FourCC, compatible_brands: [FourCC]) {
        self.major_brand = major_brand
        self.compatible_brands = compatible_brands
    }

    package func writeBody(to writer: inout ByteWriter) {
        writer.fourCC(major_brand)
        writer.u32(minor_version)
        for brand in compatible_brands { writer.fourCC(brand) }
    }
}
