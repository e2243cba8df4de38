/// `esds`: an ES_Descriptor of AAC audio (ISO/IEC 14496-14 §6.7.2, ISO/IEC 14496-1 §7.2.6.5).
package struct ESDBox: FullBox {
    package static let type: FourCC = "esds"
    package var audioSpecificConfig: [UInt8]
    /// In bits a second.
    package var avgBitrate: UInt32
    package var maxBitrate: UInt32

    package init(audioSpecificConfig: [UInt8], avgBitrate: UInt32, maxBitrate: UInt32) {
        self.audioSpecificConfig = audioSpecificConfig
        self.avgBitrate = avgBitrate
        self.maxBitrate = maxBitrate
    }

    package func writeFields(to writer: inout ByteWriter) {
        let decoderSpecificInfo = Self.descriptor(5) { $0.append(audioSpecificConfig) }
        let decoderConfig = Self.descriptor(4) {
            $0.u8(0x40)  // objectTypeIndication: ISO/IEC 14496-3 audio
            $0.u8(0x15)  // streamType 5 (audio), upStream 0, reserved 1
            $0.u24(0)  // bufferSizeDB
            $0.u32(maxBitrate)
            $0.u32(avgBitrate)
            $0.append(decoderSpecificInfo)
        }
        let slConfig = Self.descriptor(6) { $0.u8(2) }  // predefined for MP4 files
        writer.append(
            Self.descriptor(3) {
                $0.u16(0)  // ES_ID
                $0.u8(0)  // no dependence, no URL, no OCR stream, priority 0
                $0.append(decoderConfig)
                $0.append(slConfig)
            })
    }

    /// A tag, the body's size seven bits a byte, and the body (ISO/IEC 14496-1 §8.3.3).
    private static func descriptor(_ tag: UInt8, _ body: (inout ByteWriter) -> Void) -> [UInt8] {
        var content = ByteWriter()
        body(&content)
        var groups = [UInt8(content.count & 0x7f)]
        var rest = content.count >> 7
        while rest > 0 {
            groups.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        return [tag] + groups.reversed() + content.bytes
    }
}
