/// How many entries a table of `stbl` has: `stts`, `ctts`, `stss`, `stsc`, `stco`, `co64` and `stsz` (ISO/IEC 14496-12 §8.6,
/// §8.7).
package struct SampleTableFields: Hashable, Sendable {
    /// Called sample_count in `stsz`.
    package let entry_count: UInt32

    package init(_ box: BoxNode) throws(ISOBMFFError) {
        var reader = FieldReader(box)
        _ = try reader.fullBox(highest: 1)
        if box.type == "stsz" { try reader.skip(4) }  // sample_size
        entry_count = try reader.u32()
    }
}
