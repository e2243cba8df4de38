/// `av01`: AV1 (AV1 in ISOBMFF §2.2).
package struct AV1SampleEntry: Box {
    package static let type: FourCC = "av01"
    package var width: UInt16
    package var height: UInt16
    package var configuration: AV1ConfigurationBox
    package var colour: ColourInformationBox
    package var pixelAspectRatio: PixelAspectRatioBox

    package init(
        width: UInt16, height: UInt16, configuration: AV1ConfigurationBox, colour: ColourInformationBox,
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
