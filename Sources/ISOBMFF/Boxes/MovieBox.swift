/// `moov`: all that is known before the first sample (ISO/IEC 14496-12 §8.2.1).
package struct MovieBox: Box {
    package static let type: FourCC = "moov"
    package var header: MovieHeaderBox
    package var tracks: [TrackBox]
    /// Of a fragmented movie.
    package var extends: MovieExtendsBox?
    package var systems: [ProtectionSystemSpecificHeaderBox]

    package init(
        header: MovieHeaderBox, tracks: [TrackBox], extends: MovieExtendsBox? = nil,
        systems: [ProtectionSystemSpecificHeaderBox] = []
    ) {
        self.header = header
        self.tracks = tracks
        self.extends = extends
        self.systems = systems
    }

    package func writeBody(to writer: inout ByteWriter) {
        header.write(to: &writer)
        for track in tracks { track.write(to: &writer) }
        extends?.write(to: &writer)
        for system in systems { system.write(to: &writer) }
    }
}
