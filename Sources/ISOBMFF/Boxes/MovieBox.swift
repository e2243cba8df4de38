/// `moov`: all that is known before the first sample of a one-track fragmented movie (ISO/IEC 14496-12 §8.2.1).
package struct MovieBox: Box {
    package static let type: FourCC = "moov"
    package var header: MovieHeaderBox
    package var track: TrackBox
    package var extends: MovieExtendsBox

    package init(header: MovieHeaderBox, track: TrackBox, extends: MovieExtendsBox) {
        self.header = header
        self.track = track
        self.extends = extends
    }

    package func writeBody(to writer: inout ByteWriter) {
        header.write(to: &writer)
        track.write(to: &writer)
        extends.write(to: &writer)
    }
}
