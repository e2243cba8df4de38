/// Reads a box's fields in order, big-endian, and never past their end.
struct FieldReader {
    private let box: BoxNode
    private var position = 0

    init(_ box: BoxNode) { self.box = box }

    var bytesLeft: Int { box.fields.count - position }

    mutating func u8() throws(ISOBMFFError) -> UInt8 { try integer() }
    mutating func u16() throws(ISOBMFFError) -> UInt16 { try integer() }
    mutating func u32() throws(ISOBMFFError) -> UInt32 { try integer() }
    mutating func u64() throws(ISOBMFFError) -> UInt64 { try integer() }
    mutating func i16() throws(ISOBMFFError) -> Int16 { try integer() }
    mutating func i32() throws(ISOBMFFError) -> Int32 { try integer() }
    mutating func i64() throws(ISOBMFFError) -> Int64 { try integer() }
    mutating func fourCC() throws(ISOBMFFError) -> FourCC { FourCC(rawValue: try u32()) }

    /// Version and flags of a full box; versions above `highest` are refused.
    mutating func fullBox(highest: UInt8 = 0) throws(ISOBMFFError) -> (version: UInt8, flags: UInt32) {
        let word = try u32()
        let version = UInt8(word >> 24)
        guard version <= highest else { throw .unsupported(box: box.type, field: "version", offset: box.offset) }
        return (version, word & 0xff_ffff)
    }

    /// 32 bits in version 0, 64 above.
    mutating func u32or64(_ version: UInt8) throws(ISOBMFFError) -> UInt64 {
        if version == 0 { UInt64(try u32()) } else { try u64() }
    }

    mutating func bytes(_ count: Int) throws(ISOBMFFError) -> [UInt8] {
        guard count >= 0, count <= bytesLeft else { throw .truncatedFields(box: box.type, offset: box.offset) }
        defer { position += count }
        return Array(box.fields[position..<position + count])
    }

    mutating func skip(_ count: Int) throws(ISOBMFFError) { _ = try bytes(count) }

    private mutating func integer<Value: FixedWidthInteger>() throws(ISOBMFFError) -> Value {
        var value: Value = 0
        for byte in try bytes(Value.bitWidth / 8) { value = value << 8 | Value(truncatingIfNeeded: byte) }
        return value
    }
}
