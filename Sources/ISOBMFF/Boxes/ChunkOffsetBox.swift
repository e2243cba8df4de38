/// `stco`: where each chunk begins in the file; empty where fragments hold the offsets (ISO/IEC 14496-12 §8.7.5).
package struct ChunkOffsetBox: FullBox {
    package static let type: FourCC = "stco"
    package var chunk_offset: [UInt32] = []

    package init() {}

    package func writeFields(to writer: inout ByteWriter) {
        writer.u32(UInt32(chunk_offset.count))
        for offset in chunk_offset { writer.u32(offset) }
    }
}
