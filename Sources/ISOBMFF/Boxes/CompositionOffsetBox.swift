/// `ctts`: how much later than they are decoded samples are shown, in runs of equal ones (ISO/IEC 14496-12 §8.6.1.3).
package struct CompositionOffsetBox: FullBox {
    package struct Entry: Hashable, Sendable {
        package var sample_count: UInt32
        package var sample_offset: Int32

        package init(sample_count: UInt32, sample_offset: Int32) {
            self.sample_count = sample_count
            self.sample_offset = sample_offset
        }
    }

    package static let type: FourCC = "ctts"
    package var entries: [Entry]

    package init(entries: [Entry]) { self.entries = entries }

    /// 1, signed, only where an offset needs it.
    package var version: UInt8 { entries.contains { $0.sample_offset < 0 } ? 1 : 0 }

    package func writeFields(to writer: inout ByteWriter) {
        writer.u32(UInt32(entries.count))
        for entry in entries {
            writer.u32(entry.sample_count)
            writer.i32(entry.sample_offset)
        }
    }
}
