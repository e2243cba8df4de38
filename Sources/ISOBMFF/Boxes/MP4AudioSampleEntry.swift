/// `mp4a`, or `enca` where it is encrypted: MPEG-4 audio (ISO/IEC 14496-14 §6.7.2, ISO/IEC 14496-12 §12.2.3).
package struct MP4AudioSampleEntry: Sendable {
    package static let type: FourCC = "mp4a"
    package var channelcount: UInt16
    /// In Hz; rates that 16 bits do not hold are written as 0, and the AudioSpecificConfig tells.
    package var samplerate: UInt32
    package var descriptor: ESDBox
    /// Of an encrypted track.
    package var protection: ProtectionSchemeInformationBox?

    package init(channelcount: UInt16, samplerate: UInt32, descriptor: ESDBox) {
        self.channelcount = channelcount
        self.samplerate = samplerate
        self.descriptor = descriptor
    }

    package func write(to writer: inout ByteWriter) {
        writer.box(protection == nil ? Self.type : "enca") { writeBody(to: &$0) }
    }

    private func writeBody(to writer: inout ByteWriter) {
        writer.zeros(6)
        writer.u16(1)  // data_reference_index
        writer.zeros(8)
        writer.u16(channelcount)
        writer.u16(16)  // samplesize
        writer.zeros(4)
        writer.u32(samplerate <= UInt32(UInt16.max) ? samplerate << 16 : 0)
        descriptor.write(to: &writer)
        protection?.write(to: &writer)
    }
}
