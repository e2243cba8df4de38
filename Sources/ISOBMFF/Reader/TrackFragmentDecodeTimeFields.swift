/// The field of `tfdt` (ISO/IEC 14496-12 §8.8.12).
package struct TrackFragmentDecodeTimeFields: Hashable, Sendable {
    package let version: UInt8
    package let baseMediaDecodeTime: UInt64

    package init(_ box: BoxNode) throws(ISOBMFFError) {
        var reader = FieldReader(box)
        version = try reader.fullBox(highest: 1).version
        baseMediaDecodeTime = try reader.u32or64(version)
    }
}
