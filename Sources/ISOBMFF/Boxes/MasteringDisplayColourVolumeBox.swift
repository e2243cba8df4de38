import MediaCore

/// `mdcv`: the display that HDR was graded on (ISO/IEC 14496-12 §12.1.7), as in HEVC's SEI message.
package struct MasteringDisplayColourVolumeBox: Box {
    package static let type: FourCC = "mdcv"
    package var display: HDRMetadata.MasteringDisplay

    package init(_ display: HDRMetadata.MasteringDisplay) { self.display = display }

    package func writeBody(to writer: inout ByteWriter) {
        for point in [display.green, display.blue, display.red, display.white] {
            writer.u16(point.x)
            writer.u16(point.y)
        }
        writer.u32(display.maxLuminance)
        writer.u32(display.minLuminance)
    }
}
