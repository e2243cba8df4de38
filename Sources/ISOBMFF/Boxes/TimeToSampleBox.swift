/// `stts`: how long samples last, in runs of equal ones; empty where fragments hold the durations (ISO/IEC 14496-12 §8.6.1.2).
package struct TimeToSampleBox: FullBox {
    package struct Entry: Hashable, Sendable {
        package var sample_count: UInt32
        package var sample_delta: UInt32

        package init(sample_count: UInt32, sample_delta: UInt32) {
            self.sample_count = sample_count
            self.sample_delta = sample_delta
        }
    }

    package static let type: FourCC = "stts"
    package var entries: [Entry] = []

    package init() {}

    package func writeFields(to writer: inout ByteWriter) {
        writer.u32(UInt32(entries.count))
        for entry in entries {
            writer.u32(entry.sample_count)
            writer.u32(entry.sample_delta)
        }
    }
}
