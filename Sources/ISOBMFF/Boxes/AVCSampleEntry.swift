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
        writer.zeros(6)
        writer.u16(1)  // data_reference_index
        writer.zeros(16)
        writer.u16(width)
        writer.u16(height)
        writer.u32(0x48_0000)  // horizresolution, 72 dpi
        writer.u32(0x48_0000)  // vertresolution
        writer.zeros(4)
        writer.u16(1)  // frame_count
        writer.zeros(32)  // compressorname
        writer.u16(0x18)  // depth
        writer.i16(-1)  // pre_defined
        configuration.write(to: &writer)
        colour.write(to: &writer)
        pixelAspectRatio.write(to: &writer)
    }
}
