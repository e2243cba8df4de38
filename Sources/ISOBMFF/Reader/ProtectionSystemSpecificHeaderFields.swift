/// The fields of `pssh` (ISO/IEC 23001-7 §8.1).
package struct ProtectionSystemSpecificHeaderFields: Hashable, Sendable {
    package let SystemID: [UInt8]
    package let KIDs: [[UInt8]]
    package let Data: [UInt8]

    package init(_ box: BoxNode) throws(ISOBMFFError) {
        var reader = FieldReader(box)
        let version = try reader.fullBox(highest: 1).version
        SystemID = try reader.bytes(16)
        var ids: [[UInt8]] = []
        if version == 1 {
            let count = Int(try reader.u32())
            guard count <= reader.bytesLeft / 16 else { throw .truncatedFields(box: box.type, offset: box.offset) }
            for _ in 0..<count { ids.append(try reader.bytes(16)) }
        }
        KIDs = ids
        Data = try reader.bytes(Int(try reader.u32()))
    }
}
