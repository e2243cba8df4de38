/// The fields of `tenc` (ISO/IEC 23001-7 §8.2), which an entry of `sgpd` of type `seig` repeats (§6).
package struct TrackEncryptionFields: Hashable, Sendable {
    package let version: UInt8
    package let default_crypt_byte_block: UInt8
    package let default_skip_byte_block: UInt8
    package let default_isProtected: UInt8
    package let default_Per_Sample_IV_Size: UInt8
    package let default_KID: [UInt8]
    package let default_constant_IV: [UInt8]

    /// - Parameter box: `tenc`.
    package init(_ box: BoxNode) throws(ISOBMFFError) {
        var reader = FieldReader(box)
        let version = try reader.fullBox(highest: 1).version
        try self.init(&reader, version: version)
    }

    /// - Parameter box: `sgpd` of type `seig` with one entry.
    package init(group box: BoxNode) throws(ISOBMFFError) {
        var reader = FieldReader(box)
        let version = try reader.fullBox(highest: 1).version
        guard version == 1, try reader.fourCC() == "seig" else {
            throw .unsupported(box: box.type, field: "grouping_type", offset: box.offset)
        }
        try reader.skip(4)  // default_length
        guard try reader.u32() == 1 else { throw .unsupported(box: box.type, field: "entry_count", offset: box.offset) }
        try self.init(&reader, version: version)
    }

    private init(_ reader: inout FieldReader, version: UInt8) throws(ISOBMFFError) {
        self.version = version
        try reader.skip(1)
        let pattern = try reader.u8()
        default_crypt_byte_block = pattern >> 4
        default_skip_byte_block = pattern & 15
        default_isProtected = try reader.u8()
        default_Per_Sample_IV_Size = try reader.u8()
        default_KID = try reader.bytes(16)
        let hasConstant = default_isProtected == 1 && default_Per_Sample_IV_Size == 0
        default_constant_IV = hasConstant ? try reader.bytes(Int(try reader.u8())) : []
    }
}
