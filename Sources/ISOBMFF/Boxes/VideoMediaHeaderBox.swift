/// `vmhd`: plain copying of pictures (ISO/IEC 14496-12 §12.1.2).
package struct VideoMediaHeaderBox: FullBox {
    package static let type: FourCC = "vmhd"

    package init() {}

    package var flags: UInt32 { 1 }

    package func writeFields(to writer: inout ByteWriter) {
        writer.u16(0)  // graphicsmode
        writer.zeros(6)  // opcolor
    }
}
