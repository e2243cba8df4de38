/// `tkhd`: a track's place in the presentation (ISO/IEC 14496-12 §8.3.2). Times are 0, as in `mvhd`.
package struct TrackHeaderBox: FullBox {
    package static let type: FourCC = "tkhd"
    package var track_ID: UInt32
    /// Tells tracks that replace each other; 1 marks sound, 0 pictures, as players expect.
    package var alternate_group: Int16
    /// 8.8 fixed point: full for sound, 0 for pictures.
    package var volume: UInt16
    /// Whole pixels as shown; 0 for sound.
    package var width: UInt16
    package var height: UInt16
    /// Of the presentation, in the movie's timescale; 0 where the samples lie in fragments.
    package var duration: UInt64 = 0

    package init(video track_ID: UInt32, width: UInt16, height: UInt16) {
        self.track_ID = track_ID
        alternate_group = 0
        volume = 0
        self.width = width
        self.height = height
    }

    package init(audio track_ID: UInt32) {
        self.track_ID = track_ID
        alternate_group = 1
        volume = 0x100
        width = 0
        height = 0
    }

    /// track_enabled, track_in_movie and track_in_preview.
    package var flags: UInt32 { 7 }

    package var version: UInt8 { timeVersion(duration) }

    package func writeFields(to writer: inout ByteWriter) {
        writer.time(0, version)  // creation_time
        writer.time(0, version)  // modification_time
        writer.u32(track_ID)
        writer.zeros(4)
        writer.time(duration, version)
        writer.zeros(8)
        writer.i16(0)  // layer
        writer.i16(alternate_group)
        writer.u16(volume)
        writer.zeros(2)
        for element in unityMatrix { writer.u32(element) }
        writer.u32(UInt32(width) << 16)
        writer.u32(UInt32(height) << 16)
    }
}
