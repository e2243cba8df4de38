/// `hvcC`: an HEVCDecoderConfigurationRecord (ISO/IEC 14496-15 §8.4.1.1).
package struct HEVCConfigurationBox: Box {
    package static let type: FourCC = "hvcC"
    package var HEVCConfig: [UInt8]

    package init(HEVCConfig: [UInt8]) { self.HEVCConfig = HEVCConfig }

    package func writeBody(to writer: inout ByteWriter) { writer.append(HEVCConfig) }
}
