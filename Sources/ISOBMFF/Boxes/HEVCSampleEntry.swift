/// `hvc1`: HEVC with its parameter sets here and never in samples (ISO/IEC 14496-15 §8.4.1.1).
package struct HEVCSampleEntry: Box {
    package static let type: FourCC = "hvc1"
    package var width: UInt16
    package var height: UInt16
    package var configuration: HEVCConfigurationBox
    package var colour: ColourInformationBox
    package var pixelAspectRatio: PixelAspectRatioBox

    package init(
        width: UInt16, height: UInt16, configuration: HEVCConfigurationBox, colour: ColourInformationBox,
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
