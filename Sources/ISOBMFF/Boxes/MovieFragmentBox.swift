/// `moof` of one track (ISO/IEC 14496-12 §8.8.4).
package struct MovieFragmentBox: Box {
    package static let type: FourCC = "moof"
    package var header: MovieFragmentHeaderBox
    package var track: TrackFragmentBox

    package init(header: MovieFragmentHeaderBox, track: TrackFragmentBox) {
        self.header = header
        self.track = track
    }

    package func writeBody(to writer: inout ByteWriter) {
        header.write(to: &writer)
        track.write(to: &writer)
    }
}
