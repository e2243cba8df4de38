import MediaCore

/// `clli`: the brightest pixel and picture of HDR (ISO/IEC 14496-12 §12.1.6).
package struct ContentLightLevelBox: Box {
    package static let type: FourCC = "clli"
    package var light: HDRMetadata.ContentLight

    package init(_ light: HDRMetadata.ContentLight) { self.light = light }

    package func writeBody(to writer: inout ByteWriter) {
        writer.u16(light.maxContentLightLevel)
        writer.u16(light.maxAverageLightLevel)
    }
}
