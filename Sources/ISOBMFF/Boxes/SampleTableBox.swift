/// `stbl` of a fragmented movie: the sample description, and empty tables (ISO/IEC 14496-12 §8.5.1).
package struct SampleTableBox: Box {
    package static let type: FourCC = "stbl"
    package var description: SampleDescriptionBox

    package init(description: SampleDescriptionBox) { self.description = description }

    package func writeBody(to writer: inout ByteWriter) {
        description.write(to: &writer)
        TimeToSampleBox().write(to: &writer)
        SampleToChunkBox().write(to: &writer)
        SampleSizeBox().write(to: &writer)
        ChunkOffsetBox().write(to: &writer)
    }
}
