/// The fields of `tkhd` (ISO/IEC 14496-12 §8.3.2).
package struct TrackHeaderFields: Hashable, Sendable {
    package let flags: UInt32
    package let creation_time: UInt64
    package let modification_time: UInt64
    package let track_ID: UInt32
    package let duration: UInt64
    package let matrix: [Int32]
    /// 16.16 fixed point.
    package let width: UInt32
    package let height: UInt32

    package init(_ box: BoxNode) throws(ISOBMFFError) {
        var reader = FieldReader(box)
        let version: UInt8
        (version, flags) = try reader.fullBox(highest: 1)
        creation_time = try reader.u32or64(version)
        modification_time = try reader.u32or64(version)
        track_ID = try reader.u32()
        try reader.skip(4)
        duration = try reader.u32or64(version)
        try reader.skip(16)  // reserved, layer, alternate_group, volume, reserved
        matrix = try reader.matrix()
        width = try reader.u32()
        height = try reader.u32()
    }
}
