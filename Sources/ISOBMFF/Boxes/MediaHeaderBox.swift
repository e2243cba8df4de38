/// `mdhd`: a track's timescale and language (ISO/IEC 14496-12 §8.4.2). Times and duration are 0, as in `mvhd`.
package struct MediaHeaderBox: FullBox {
    package static let type: FourCC = "mdhd"
    package var timescale: UInt32
    package var language: LanguageCode

    package init(timescale: UInt32, language: LanguageCode) {
        self.timescale = timescale
        self.language = language
    }

    package func writeFields(to writer: inout ByteWriter) {
        writer.u32(0)  // creation_time
        writer.u32(0)  // modification_time
        writer.u32(timescale)
        writer.u32(0)  // duration
        writer.u16(language.packed)
        writer.u16(0)  // pre_defined
    }
}
