/// `hdlr`: what kind of media a track holds (ISO/IEC 14496-12 §8.4.3).
package struct HandlerBox: FullBox {
    package static let type: FourCC = "hdlr"
    /// `vide` or `soun`.
    package var handler_type: FourCC
    /// For people reading dumps.
    package var name: String

    package init(handler_type: FourCC, name: String) {
        self.handler_type = handler_type
        self.name = name
    }

    package func writeFields(to writer: inout ByteWriter) {
        writer.u32(0)  // pre_defined
        writer.fourCC(handler_type)
        writer.zeros(12)
        writer.terminated(name)
    }
}
