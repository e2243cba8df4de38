/// `mdhd`: a track's timescale and language (ISO/IEC 14496-12 §8.4.2). Times are 0, as in `mvhd`.
package struct MediaHeaderBox: FullBox {
    package static let type: FourCC = "mdhd"
    package var timescale: UInt32
    package var language: LanguageCode

    /// Sum of all samples' durations; 0 where those lie in fragments.
    package var duration: UInt64

    package init(timescale: UInt32, duration: UInt64 = 0, language: LanguageCode) {
        self.timescale = timescale
        self.duration = duration
        self.language = language
    }

    package var version: UInt8 { timeVersion(duration) }

    package func writeFields(to writer: inout ByteWriter) {
        writer.time(0, version)  // creation_time
        writer.time(0, version)  // modification_time
        writer.u32(timescale)
        writer.time(duration, version)
        writer.u16(language.packed)
        writer.u16(0)  // pre_defined
    }
}
