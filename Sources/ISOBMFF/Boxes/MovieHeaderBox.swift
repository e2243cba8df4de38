/// `mvhd`: the presentation as a whole (ISO/IEC 14496-12 §8.2.2). Times are 0, as nothing written depends on a wall clock, and so
/// is the duration of a fragmented movie, whose samples all lie in fragments.
package struct MovieHeaderBox: FullBox {
    package static let type: FourCC = "mvhd"
    /// Ticks a second of the edit list's segment_duration.
    package var timescale: UInt32
    /// Above every track_ID in use.
    package var next_track_ID: UInt32

    /// In `timescale`.
    package var duration: UInt64

    package init(timescale: UInt32, duration: UInt64 = 0, next_track_ID: UInt32) {
        self.timescale = timescale
        self.duration = duration
        self.next_track_ID = next_track_ID
    }

    package var version: UInt8 { timeVersion(duration) }

    package func writeFields(to writer: inout ByteWriter) {
        writer.time(0, version)  // creation_time
        writer.time(0, version)  // modification_time
        writer.u32(timescale)
        writer.time(duration, version)
        writer.u32(0x1_0000)  // rate 1.0
        writer.u16(0x100)  // volume 1.0
        writer.zeros(10)
        for element in unityMatrix { writer.u32(element) }
        writer.zeros(24)
        writer.u32(next_track_ID)
    }
}
