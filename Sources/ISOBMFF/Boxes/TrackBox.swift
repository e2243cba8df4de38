/// `trak`: one track (ISO/IEC 14496-12 §8.3.1).
package struct TrackBox: Box {
    package static let type: FourCC = "trak"
    package var header: TrackHeaderBox
    package var edits: EditBox?
    package var media: MediaBox

    package init(header: TrackHeaderBox, edits: EditBox? = nil, media: MediaBox) {
        self.header = header
        self.edits = edits
        self.media = media
    }

    package func writeBody(to writer: inout ByteWriter) {
        header.write(to: &writer)
        edits?.write(to: &writer)
        media.write(to: &writer)
    }
}
