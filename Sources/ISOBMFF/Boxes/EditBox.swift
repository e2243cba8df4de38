/// `edts` with its one `elst` (ISO/IEC 14496-12 §8.6.5).
package struct EditBox: Box {
    package static let type: FourCC = "edts"
    package var list: EditListBox

    package init(list: EditListBox) { self.list = list }

    package func writeBody(to writer: inout ByteWriter) { list.write(to: &writer) }
}
