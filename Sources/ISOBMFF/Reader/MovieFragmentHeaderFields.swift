/// The fields of `mfhd` (ISO/IEC 14496-12 §8.8.5).
package struct MovieFragmentHeaderFields: Hashable, Sendable {
    package let sequence_number: UInt32

    package init(_ box: BoxNode) throws(ISOBMFFError) {
        var reader = FieldReader(box)
        _ = try reader.fullBox()
        sequence_number = try reader.u32()
    }
}
