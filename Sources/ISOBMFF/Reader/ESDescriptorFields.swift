/// What `esds` says of an MPEG-4 stream (ISO/IEC 14496-1 §7.2.6).
package struct ESDescriptorFields: Hashable, Sendable {
    package let objectTypeIndication: UInt8
    /// In bits a second.
    package let maxBitrate: UInt32
    package let avgBitrate: UInt32
    package let audioSpecificConfig: [UInt8]

    package init(_ box: BoxNode) throws(ISOBMFFError) {
        var reader = FieldReader(box)
        _ = try reader.fullBox()
        try Self.open(3, &reader, box)
        try reader.skip(2)  // ES_ID
        let flags = try reader.u8()
        if flags & 0x80 != 0 { try reader.skip(2) }  // dependsOn_ES_ID
        if flags & 0x40 != 0 { try reader.skip(Int(try reader.u8())) }  // URLstring
        if flags & 0x20 != 0 { try reader.skip(2) }  // OCR_ES_Id
        try Self.open(4, &reader, box)
        objectTypeIndication = try reader.u8()
        try reader.skip(4)  // streamType, bufferSizeDB
        maxBitrate = try reader.u32()
        avgBitrate = try reader.u32()
        audioSpecificConfig = try reader.bytes(try Self.open(5, &reader, box))
    }

    /// Reads a descriptor's tag and size (§8.3.3).
    @discardableResult
    private static func open(_ tag: UInt8, _ reader: inout FieldReader, _ box: BoxNode) throws(ISOBMFFError) -> Int {
        guard try reader.u8() == tag else {
            throw .unsupported(box: box.type, field: "descriptor tag", offset: box.offset)
        }
        var size = 0
        for _ in 0..<4 {
            let byte = try reader.u8()
            size = size << 7 | Int(byte & 0x7f)
            if byte & 0x80 == 0 { return size }
        }
        throw .unsupported(box: box.type, field: "sizeOfInstance", offset: box.offset)
    }
}
