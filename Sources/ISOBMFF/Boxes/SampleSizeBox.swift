/// `stsz` without entries, as fragments hold the sizes (ISO/IEC 14496-12 §8.7.3.2).
package struct SampleSizeBox: FullBox {
    package static let type: FourCC = "stsz"

    package init() {}

    package func writeFields(to writer: inout ByteWriter) {
        writer.u32(0)  // sample_size
        writer.u32(0)  // sample_count
    }
}
