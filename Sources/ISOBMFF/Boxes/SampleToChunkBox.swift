/// `stsc` without entries, as fragments hold the chunks (ISO/IEC 14496-12 §8.7.4).
package struct SampleToChunkBox: FullBox {
    package static let type: FourCC = "stsc"

    package init() {}

    package func writeFields(to writer: inout ByteWriter) { writer.u32(0) }  // entry_count
}
