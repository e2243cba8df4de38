/// The fields of `trun` (ISO/IEC 14496-12 §8.8.8); nil where absent.
package struct TrackRunFields: Hashable, Sendable {
    package struct Sample: Hashable, Sendable {
        package let sample_duration: UInt32?
        package let sample_size: UInt32?
        package let sample_flags: SampleFlags?
        /// Unsigned in version 0, signed in version 1.
        package let sample_composition_time_offset: Int64?
    }

    package let version: UInt8
    package let flags: UInt32
    package let data_offset: Int32?
    package let first_sample_flags: SampleFlags?
    package let samples: [Sample]

    package init(_ box: BoxNode) throws(ISOBMFFError) {
        var reader = FieldReader(box)
        let (version, flags) = try reader.fullBox(highest: 1)
        self.version = version
        self.flags = flags
        let count = Int(try reader.u32())
        data_offset = flags & 0x1 != 0 ? try reader.i32() : nil
        first_sample_flags = flags & 0x4 != 0 ? SampleFlags(rawValue: try reader.u32()) : nil
        // A run without columns could claim billions of samples in a few bytes.
        let columns = [UInt32(0x100), 0x200, 0x400, 0x800].count { flags & $0 != 0 }
        guard columns > 0 ? count <= reader.bytesLeft / (4 * columns) : count <= Self.mostWithoutColumns else {
            throw .truncatedFields(box: box.type, offset: box.offset)
        }
        var samples: [Sample] = []
        samples.reserveCapacity(count)
        for _ in 0..<count {
            let duration = flags & 0x100 != 0 ? try reader.u32() : nil
            let size = flags & 0x200 != 0 ? try reader.u32() : nil
            let sampleFlags = flags & 0x400 != 0 ? SampleFlags(rawValue: try reader.u32()) : nil
            var offset: Int64?
            if flags & 0x800 != 0 { offset = version == 0 ? Int64(try reader.u32()) : Int64(try reader.i32()) }
            samples.append(
                Sample(
                    sample_duration: duration, sample_size: size, sample_flags: sampleFlags,
                    sample_composition_time_offset: offset))
        }
        self.samples = samples
    }

    private static let mostWithoutColumns = 1 << 20
}
