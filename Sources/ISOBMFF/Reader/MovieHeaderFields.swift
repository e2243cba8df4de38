/// The fields of `mvhd` (ISO/IEC 14496-12 §8.2.2).
package struct MovieHeaderFields: Hashable, Sendable {
    package let creation_time: UInt64
    package let modification_time: UInt64
    package let timescale: UInt32
    package let duration: UInt64
    package let matrix: [Int32]
    package let next_track_ID: UInt32

    package init(_ box: BoxNode) throws(ISOBMFFError) {
        var reader = FieldReader(box)
        let version = try reader.fullBox(highest: 1).version
        creation_time = try reader.u32or64(version)
        modification_time = try reader.u32or64(version)
        timescale = try reader.u32()
        duration = try reader.u32or64(version)
        try reader.skip(16)  // rate, volume, reserved
        matrix = try reader.matrix()
        try reader.skip(24)
        next_track_ID = try reader.u32()
    }
}

extension FieldReader {
    mutating func matrix() throws(ISOBMFFError) -> [Int32] {
        var matrix: [Int32] = []
        for _ in 0..<9 { matrix.append(try i32()) }
        return matrix
    }
}

extension [Int32] {
    /// Whether the nine elements leave a picture as it is.
    package var isUnityMatrix: Bool { self == unityMatrix.map { Int32(bitPattern: $0) } }
}
