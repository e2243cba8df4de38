/// `elst` with one entry: presentation starts at `media_time` and runs to the end (ISO/IEC 14496-12 §8.6.6). A
/// segment_duration of 0 says so where the length lies in fragments.
package struct EditListBox: FullBox {
    package static let type: FourCC = "elst"
    /// In the media's timescale.
    package var media_time: Int32

    package init(media_time: Int32) { self.media_time = media_time }

    package func writeFields(to writer: inout ByteWriter) {
        writer.u32(1)  // entry_count
        writer.u32(0)  // segment_duration
        writer.i32(media_time)
        writer.i16(1)  // media_rate_integer
        writer.i16(0)  // media_rate_fraction
    }
}
