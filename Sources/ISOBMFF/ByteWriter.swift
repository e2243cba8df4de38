/// A growing run of bytes, numbers big-endian, as boxes are written.
package struct ByteWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package var count: Int { bytes.count }

    package mutating func u8(_ value: UInt8) { bytes.append(value) }
    package mutating func u16(_ value: UInt16) { integer(value) }
    package mutating func u24(_ value: UInt32) {
        u8(UInt8(truncatingIfNeeded: value >> 16))
        u16(UInt16(truncatingIfNeeded: value))
    }
    package mutating func u32(_ value: UInt32) { integer(value) }
    package mutating func u64(_ value: UInt64) { integer(value) }
    package mutating func i16(_ value: Int16) { integer(value) }
    package mutating func i32(_ value: Int32) { integer(value) }
    package mutating func fourCC(_ value: FourCC) { u32(value.rawValue) }
    package mutating func zeros(_ count: Int) { bytes.append(contentsOf: repeatElement(0, count: count)) }
    package mutating func append(_ more: [UInt8]) { bytes.append(contentsOf: more) }

    /// Text and a closing zero byte.
    package mutating func terminated(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        u8(0)
    }

    /// Writes `body` behind a box header whose size is filled in once the body is there (ISO/IEC 14496-12 §4.2).
    package mutating func box(_ type: FourCC, _ body: (inout ByteWriter) -> Void) {
        let start = count
        u32(0)
        fourCC(type)
        body(&self)
        let size = UInt32(count - start)
        for index in 0..<4 { bytes[start + index] = UInt8(truncatingIfNeeded: size >> UInt32(24 - 8 * index)) }
    }

    private mutating func integer<Value: FixedWidthInteger>(_ value: Value) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
