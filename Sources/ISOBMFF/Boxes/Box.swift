/// A box that can be written (ISO/IEC 14496-12 §4.2). Its size is patched in after its body.
package protocol Box: Sendable {
    static var type: FourCC { get }
    func writeBody(to writer: inout ByteWriter)
}

extension Box {
    package func write(to writer: inout ByteWriter) { writer.box(Self.type) { writeBody(to: &$0) } }

    package func serialized() -> [UInt8] {
        var writer = ByteWriter()
        write(to: &writer)
        return writer.bytes
    }
}

/// A box whose body starts with version and flags (ISO/IEC 14496-12 §4.2.2); both follow from the fields.
package protocol FullBox: Box {
    var version: UInt8 { get }
    var flags: UInt32 { get }
    func writeFields(to writer: inout ByteWriter)
}

extension FullBox {
    package var version: UInt8 { 0 }
    package var flags: UInt32 { 0 }

    package func writeBody(to writer: inout ByteWriter) {
        writer.u8(version)
        writer.u24(flags)
        writeFields(to: &writer)
    }
}

/// The version of a box whose times have 64 bits in version 1: the lowest that holds `duration`.
func timeVersion(_ duration: UInt64) -> UInt8 { duration > UInt64(UInt32.max) ? 1 : 0 }

extension ByteWriter {
    /// A time of a box of that version.
    mutating func time(_ value: UInt64, _ version: UInt8) {
        if version == 1 { u64(value) } else { u32(UInt32(truncatingIfNeeded: value)) }
    }
}

/// The matrix that leaves a picture as it is, in 16.16 and 2.30 fixed point.
let unityMatrix: [UInt32] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000]
