/// `pasp`: a pixel's width to its height (ISO/IEC 14496-12 §12.1.4).
package struct PixelAspectRatioBox: Box {
    package static let type: FourCC = "pasp"
    package var hSpacing: UInt32
    package var vSpacing: UInt32

    package init(hSpacing: UInt32, vSpacing: UInt32) {
        self.hSpacing = hSpacing
        self.vSpacing = vSpacing
    }

    package static let square = PixelAspectRatioBox(hSpacing: 1, vSpacing: 1)

    package func writeBody(to writer: inout ByteWriter) {
        writer.u32(hSpacing)
        writer.u32(vSpacing)
    }
}
