/// `elst` with one entry: presentation starts at `media_time` and lasts `segment_duration` (ISO/IEC 14496-12 §8.6.6). A
/// duration of 0 says that it runs to the end, where the length lies in fragments.
package struct EditListBox: FullBox {
    package static let type: FourCC = "elst"
    /// In the movie's timescale.
    package var segment_duration: UInt64
    /// In the media's timescale.
    package var media_time: Int32

    package init(segment_duration: UInt64 = 0, media_time: Int32) {
        self.segment_duration = segment_duration
        self.media_time = media_time
    }

    package var version: UInt8 { timeVersion(segment_duration) }

    package func writeFields(to writer: inout ByteWriter) {
        writer.u32(1)  // entry_count
        writer.time(segment_duration, version)
        if version == 1 { writer.i32(0) }  // media_time is never negative
        writer.i32(media_time)
        writer.i16(1)  // media_rate_integer
        writer.i16(0)  // media_rate_fraction
    }
}
