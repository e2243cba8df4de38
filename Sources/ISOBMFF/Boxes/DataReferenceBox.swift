/// `dref` with one `url `: the media is in this very file (ISO/IEC 14496-12 §8.7.2).
package struct DataReferenceBox: FullBox {
    package static let type: FourCC = "dref"

    package init() {}

    package func writeFields(to writer: inout ByteWriter) {
        writer.u32(1)  // entry_count
        DataEntryUrlBox().write(to: &writer)
    }
}
