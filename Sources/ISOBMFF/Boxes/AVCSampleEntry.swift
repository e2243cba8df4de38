/// `avc1`: H.264 with its parameter sets here and never in samples (ISO/IEC 14496-15 §5.4.2.1, ISO/IEC 14496-12 §12.1.3).
package struct AVCSampleEntry: Box {
    package static let type: FourCC = "avc1"
    package var width: UInt16
    package var height: UInt16
    package var configuration: AVCConfigurationBox
    package var colour: ColourInformationBox
    package var pixelAspectRatio: PixelAspectRatioBox

    package init(
        width: UInt16, height: UInt16, configuration: AVCConfigurationBox, colour: ColourInformationBox,
        pixelAspectRatio: PixelAspectRatioBox
    ) {
        self.width = width
        self.height = height
        self.configuration = configuration
        self.colour = colour
        self.pixelAspectRatio = pixelAspectRatio
    }

    package func writeBody(to writer: inout ByteWriter) {
        writer.visualSampleEntryFields(width: width, height: height)
        configuration.write(to: &writer)
        colour.write(to: &writer)
        pixelAspectRatio.write(to: &writer)
    }
}
