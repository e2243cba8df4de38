/// `tfhd`: what holds for all samples of a fragment; offsets count from the `moof` (ISO/IEC 14496-12 §8.8.7).
package struct TrackFragmentHeaderBox: FullBox {
    package static let type: FourCC = "tfhd"
    package var track_ID: UInt32
    package var default_sample_duration: UInt32?
    package var default_sample_size: UInt32?
    package var default_sample_flags: SampleFlags?

    package init(track_ID: UInt32) { self.track_ID = track_ID }

    /// default-base-is-moof, and a bit for each default present.
    package var flags: UInt32 {
        0x2_0000 | (default_sample_duration == nil ? 0 : 0x8) | (default_sample_size == nil ? 0 : 0x10)
            | (default_sample_flags == nil ? 0 : 0x20)
    }

    package func writeFields(to writer: inout ByteWriter) {
        writer.u32(track_ID)
        if let default_sample_duration { writer.u32(default_sample_duration) }
        if let default_sample_size { writer.u32(default_sample_size) }
        if let default_sample_flags { writer.u32(default_sample_flags.rawValue) }
    }
}
