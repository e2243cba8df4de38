/// The fields of `trex` (ISO/IEC 14496-12 §8.8.3).
package struct TrackExtendsFields: Hashable, Sendable {
    package let track_ID: UInt32
    package let default_sample_description_index: UInt32
    package let default_sample_duration: UInt32
    package let default_sample_size: UInt32
    package let default_sample_flags: SampleFlags

    package init(_ box: BoxNode) throws(ISOBMFFError) {
        var reader = FieldReader(box)
        _ = try reader.fullBox()
        track_ID = try reader.u32()
        default_sample_description_index = try reader.u32()
        default_sample_duration = try reader.u32()
        default_sample_size = try reader.u32()
        default_sample_flags = SampleFlags(rawValue: try reader.u32())
    }
}
