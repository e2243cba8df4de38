/// The entries of `elst` (ISO/IEC 14496-12 §8.6.6).
package struct EditListFields: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        /// In the movie's timescale.
        package let segment_duration: UInt64
        /// In the media's timescale; -1 is an empty edit.
        package let media_time: Int64
        package let media_rate_integer: Int16
    }

    package let entries: [Entry]

    package init(_ box: BoxNode) throws(ISOBMFFError) {
        var reader = FieldReader(box)
        let version = try reader.fullBox(highest: 1).version
        var entries: [Entry] = []
        for _ in 0..<(try reader.u32()) {
            let segment_duration = try reader.u32or64(version)
            let media_time = version == 0 ? Int64(try reader.i32()) : try reader.i64()
            entries.append(
                Entry(segment_duration: segment_duration, media_time: media_time, media_rate_integer: try reader.i16()))
            try reader.skip(2)  // media_rate_fraction
        }
        self.entries = entries
    }
}
