/// `stsz`: the size of each sample; empty where fragments hold the sizes (ISO/IEC 14496-12 §8.7.3.2).
package struct SampleSizeBox: FullBox {
    package static let type: FourCC = "stsz"
    package var entry_size: [UInt32] = []

    package init() {}

    package func writeFields(to writer: inout ByteWriter) {
        writer.u32(0)  // sample_size: each its own
        writer.u32(UInt32(entry_size.count))
        for size in entry_size { writer.u32(size) }
    }
}
