/// The fields of `ftyp` and `styp` (ISO/IEC 14496-12 §4.3).
package struct BrandFields: Hashable, Sendable {
    package let major_brand: FourCC
    package let minor_version: UInt32
    package let compatible_brands: [FourCC]

    package init(_ box: BoxNode) throws(ISOBMFFError) {
        var reader = FieldReader(box)
        major_brand = try reader.fourCC()
        minor_version = try reader.u32()
        var brands: [FourCC] = []
        while reader.bytesLeft >= 4 { brands.append(try reader.fourCC()) }
        compatible_brands = brands
    }
}
