/// `mvex`: says that fragments follow (ISO/IEC 14496-12 §8.8.1).
package struct MovieExtendsBox: Box {
    package static let type: FourCC = "mvex"
    package var track: TrackExtendsBox

    package init(track: TrackExtendsBox) { self.track = track }

    package func writeBody(to writer: inout ByteWriter) { track.write(to: &writer) }
}
