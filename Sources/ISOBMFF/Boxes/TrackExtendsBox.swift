/// `trex` (ISO/IEC 14496-12 §8.8.3). Its sample defaults stay 0: a `cmf2` fragment states its own in `tfhd` and `trun`, so that
/// it is complete without them.
package struct TrackExtendsBox: FullBox {
    package static let type: FourCC = "trex"
    package var track_ID: UInt32

    package init(track_ID: UInt32) { self.track_ID = track_ID }

    package func writeFields(to writer: inout ByteWriter) {
        writer.u32(track_ID)
        writer.u32(1)  // default_sample_description_index
        writer.u32(0)  // default_sample_duration
        writer.u32(0)  // default_sample_size
        writer.u32(0)  // default_sample_flags
    }
}
