/// `stsd` with one sample entry (ISO/IEC 14496-12 §8.5.2).
package struct SampleDescriptionBox: FullBox {
    package enum Entry: Sendable {
        case visual(VisualSampleEntry)
        case mp4Audio(MP4AudioSampleEntry)
    }

    package static let type: FourCC = "stsd"
    package var entry: Entry

    package init(entry: Entry) { self.entry = entry }

    package func writeFields(to writer: inout ByteWriter) {
        writer.u32(1)  // entry_count
        switch entry {
        case .visual(let entry): entry.write(to: &writer)
        case .mp4Audio(let box): box.write(to: &writer)
        }
    }
}
