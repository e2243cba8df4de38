/// `stts` without entries, as fragments hold the durations (ISO/IEC 14496-12 §8.6.1.2).
package struct TimeToSampleBox: FullBox {
    package static let type: FourCC = "stts"

    package init() {}

    package func writeFields(to writer: inout ByteWriter) { writer.u32(0) }  // entry_count
}
