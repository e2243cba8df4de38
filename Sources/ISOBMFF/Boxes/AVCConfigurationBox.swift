/// `avcC`: an AVCDecoderConfigurationRecord (ISO/IEC 14496-15 §5.4.2.1).
package struct AVCConfigurationBox: Box {
    package static let type: FourCC = "avcC"
    package var AVCConfig: [UInt8]

    package init(AVCConfig: [UInt8]) { self.AVCConfig = AVCConfig }

    package func writeBody(to writer: inout ByteWriter) { writer.append(AVCConfig) }
}
