/// `co64`: as `stco`, for files beyond 4 GiB (ISO/IEC 14496-12 §8.7.5).
package struct ChunkLargeOffsetBox: FullBox {
    package static let type: FourCC = "co64"
    package var chunk_offset: [UInt64]

    package init(chunk_offset: [UInt64]) { self.chunk_offset = chunk_offset }

    package func writeFields(to writer: inout ByteWriter) {
        writer.u32(UInt32(chunk_offset.count))
        for offset in chunk_offset { writer.u64(offset) }
    }
}
