/// The fields of `mdhd` (ISO/IEC 14496-12 §8.4.2).
package struct MediaHeaderFields: Hashable, Sendable {
    package let creation_time: UInt64
    package let modification_time: UInt64
    package let timescale: UInt32
    package let duration: UInt64
    /// Nil where no three letters are given.
    package let language: LanguageCode?

    package init(_ box: BoxNode) throws(ISOBMFFError) {
        var reader = FieldReader(box)
        let version = try reader.fullBox(highest: 1).version
        creation_time = try reader.u32or64(version)
        modification_time = try reader.u32or64(version)
        timescale = try reader.u32()
        duration = try reader.u32or64(version)
        language = LanguageCode(packed: try reader.u16())
    }
}
