/// `trun`: a run of samples (ISO/IEC 14496-12 §8.8.8). A column that is nil is not written.
package struct TrackRunBox: FullBox {
    package static let type: FourCC = "trun"
    package var sample_count: UInt32
    /// From the first byte of the `moof` to the first byte of the first sample.
    package var data_offset: Int32 = 0
    package var first_sample_flags: SampleFlags?
    package var sample_duration: [UInt32]?
    package var sample_size: [UInt32]?
    package var sample_flags: [SampleFlags]?
    package var sample_composition_time_offset: [Int32]?

    /// - Parameter sample_count: also the length of every column that is set later.
    package init(sample_count: UInt32) { self.sample_count = sample_count }

    /// 1, signed composition offsets, save for a track whose edit list goes with offsets that were raised above zero.
    package var version: UInt8 {
        guard let offsets = sample_composition_time_offset else { return 1 }
        return offsets.contains { $0 < 0 } ? 1 : 0
    }

    package var flags: UInt32 {
        0x1 | (first_sample_flags == nil ? 0 : 0x4) | (sample_duration == nil ? 0 : 0x100) | (sample_size == nil ? 0 : 0x200)
            | (sample_flags == nil ? 0 : 0x400) | (sample_composition_time_offset == nil ? 0 : 0x800)
    }

    package func writeFields(to writer: inout ByteWriter) {
        writer.u32(sample_count)
        writer.i32(data_offset)
        if let first_sample_flags { writer.u32(first_sample_flags.rawValue) }
        for index in 0..<Int(sample_count) {
            if let sample_duration { writer.u32(sample_duration[index]) }
            if let sample_size { writer.u32(sample_size[index]) }
            if let sample_flags { writer.u32(sample_flags[index].rawValue) }
            if let sample_composition_time_offset { writer.i32(sample_composition_time_offset[index]) }
        }
    }
}
