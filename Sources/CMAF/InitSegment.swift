import Bitstream
import ISOBMFF
import MediaCore

/// A CMAF header: `ftyp` and `moov` of one track (ISO/IEC 23000-19 §7.3.1).
package struct InitSegment: Sendable {
    /// For CODECS and @codecs (RFC 6381).
    package let codecString: String
    private let fileType: FileTypeBox
    private let movie: MovieBox

    package init(_ description: TrackDescription) throws(CMAFError) {
        let edits = try Self.edits(primingTicks: description.primingTicks)
        let parts = try TrackParts(description)
        codecString = parts.codecString
        // `cmf2` is `cmfc` without edit lists and with every sample default in the fragment.
        fileType =
            edits == nil
            ? FileTypeBox(major_brand: "cmf2", compatible_brands: ["cmf2", "cmfc", "iso6"] + parts.codecBrands)
            : FileTypeBox(major_brand: "cmfc", compatible_brands: ["cmfc", "iso6"] + parts.codecBrands)
        let track = TrackBox(
            header: parts.header, edits: edits,
            media: MediaBox(header: parts.mediaHeader, handler: parts.handler, information: parts.information))
        movie = MovieBox(
            header: MovieHeaderBox(
                timescale: UInt32(description.timescale), next_track_ID: description.trackNumber + 1),
            tracks: [track],
            extends: MovieExtendsBox(track: TrackExtendsBox(track_ID: description.trackNumber)),
            systems: description.protection?.systems ?? [])
    }

    package func serialized() -> [UInt8] {
        var writer = ByteWriter()
        fileType.write(to: &writer)
        movie.write(to: &writer)
        return writer.bytes
    }

    static func edits(primingTicks: Int, duration: UInt64 = 0) throws(CMAFError) -> EditBox? {
        guard primingTicks != 0 else { return nil }
        guard primingTicks > 0, let media_time = Int32(exactly: primingTicks) else {
            throw .unrepresentable(field: "primingTicks", value: "\(primingTicks)")
        }
        return EditBox(list: EditListBox(segment_duration: duration, media_time: media_time))
    }
}
