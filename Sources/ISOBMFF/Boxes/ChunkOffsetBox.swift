/// `stco` without entries, as fragments hold the offsets (ISO/IEC 14496-12 §8.7.5).
package struct ChunkOffsetBox: FullBox {
    package static let type: FourCC = "stco"

    package init() {}

    package func writeFields(to writer: inout ByteWriter) { writer.u32(0) }  // entry_count
}
