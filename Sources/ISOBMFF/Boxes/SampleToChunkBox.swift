/// `stsc`: how many samples chunks have, in runs of equal ones; empty where fragments hold the samples (ISO/IEC 14496-12 §8.7.4).
package struct SampleToChunkBox: FullBox {
    package struct Entry: Hashable, Sendable {
        /// From 1.
        package var first_chunk: UInt32
        package var samples_per_chunk: UInt32

        package init(first_chunk: UInt32, samples_per_chunk: UInt32) {
            self.first_chunk = first_chunk
            self.samples_per_chunk = samples_per_chunk
        }
    }

    package static let type: FourCC = "stsc"
    package var entries: [Entry] = []

    package init() {}

    package func writeFields(to writer: inout ByteWriter) {
        writer.u32(UInt32(entries.count))
        for entry in entries {
            writer.u32(entry.first_chunk)
            writer.u32(entry.samples_per_chunk)
            writer.u32(1)  // sample_description_index
        }
    }
}
