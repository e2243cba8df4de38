/// `smhd`: sound in the centre (ISO/IEC 14496-12 §12.2.2).
package struct SoundMediaHeaderBox: FullBox {
    package static let type: FourCC = "smhd"

    package init() {}

    package func writeFields(to writer: inout ByteWriter) {
        writer.i16(0)  // balance
        writer.zeros(2)
    }
}
