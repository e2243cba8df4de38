/// `av1C`: an AV1CodecConfigurationRecord (AV1 in ISOBMFF §2.3).
package struct AV1ConfigurationBox: Box {
    package static let type: FourCC = "av1C"
    package var av1Config: [UInt8]

    package init(av1Config: [UInt8]) { self.av1Config = av1Config }

    package func writeBody(to writer: inout ByteWriter) { writer.append(av1Config) }
}
