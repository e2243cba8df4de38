/// `stss`: the samples that decode alone, by number; without the box all do (ISO/IEC 14496-12 §8.6.2).
package struct SyncSampleBox: FullBox {
    package static let type: FourCC = "stss"
    /// From 1, rising.
    package var sample_number: [UInt32]

    package init(sample_number: [UInt32]) { self.sample_number = sample_number }

    package func writeFields(to writer: inout ByteWriter) {
        writer.u32(UInt32(sample_number.count))
        for number in sample_number { writer.u32(number) }
    }
}
