/// The fields of `tfhd` (ISO/IEC 14496-12 §8.8.7); nil where absent.
package struct TrackFragmentHeaderFields: Hashable, Sendable {
    package let flags: UInt32
    package let track_ID: UInt32
    package let base_data_offset: UInt64?
    package let sample_description_index: UInt32?
    package let default_sample_duration: UInt32?
    package let default_sample_size: UInt32?
    package let default_sample_flags: SampleFlags?

    package var default_base_is_moof: Bool { flags & 0x2_0000 != 0 }
    package var duration_is_empty: Bool { flags & 0x1_0000 != 0 }

    package init(_ box: BoxNode) throws(ISOBMFFError) {
        var reader = FieldReader(box)
        flags = try reader.fullBox().flags
        track_ID = try reader.u32()
        base_data_offset = flags & 0x1 != 0 ? try reader.u64() : nil
        sample_description_index = flags & 0x2 != 0 ? try reader.u32() : nil
        default_sample_duration = flags & 0x8 != 0 ? try reader.u32() : nil
        default_sample_size = flags & 0x10 != 0 ? try reader.u32() : nil
        default_sample_flags = flags & 0x20 != 0 ? SampleFlags(rawValue: try reader.u32()) : nil
    }
}
