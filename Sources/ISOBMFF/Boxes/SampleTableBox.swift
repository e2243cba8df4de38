/// `stbl`: the sample description, and tables that are empty in a fragmented movie (ISO/IEC 14496-12 §8.5.1).
package struct SampleTableBox: Box {
    package enum ChunkOffsets: Sendable {
        case short(ChunkOffsetBox)
        case large(ChunkLargeOffsetBox)
    }

    package static let type: FourCC = "stbl"
    package var description: SampleDescriptionBox
    package var times = TimeToSampleBox()
    package var compositions: CompositionOffsetBox?
    package var syncs: SyncSampleBox?
    package var chunks = SampleToChunkBox()
    package var sizes = SampleSizeBox()
    package var offsets = ChunkOffsets.short(ChunkOffsetBox())

    package init(description: SampleDescriptionBox) { self.description = description }

    package func writeBody(to writer: inout ByteWriter) {
        description.write(to: &writer)
        times.write(to: &writer)
        compositions?.write(to: &writer)
        syncs?.write(to: &writer)
        chunks.write(to: &writer)
        sizes.write(to: &writer)
        switch offsets {
        case .short(let box): box.write(to: &writer)
        case .large(let box): box.write(to: &writer)
        }
    }
}
