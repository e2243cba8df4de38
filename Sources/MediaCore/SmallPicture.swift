/// A small upright picture of one output frame, for the poster's choice and the sprite sheets.
package struct SmallPicture: Hashable, Sendable {
    /// Output frame number, counted from zero.
    package let frame: Int
    package let resolution: Resolution
    /// Planar 4:2:0, 8 bits, limited range: luma rows, then Cb, then Cr, without padding; odd sides round chroma up.
    package let pixels: [UInt8]
    package let measures: PictureMeasures

    /// Nil where `pixels` is not exactly what `resolution` needs.
    package init?(frame: Int, resolution: Resolution, pixels: [UInt8], measures: PictureMeasures) {
        guard resolution.width > 0, resolution.height > 0, pixels.count == Self.byteCount(resolution) else { return nil }
        self.frame = frame
        self.resolution = resolution
        self.pixels = pixels
        self.measures = measures
    }

    /// Bytes of all three planes.
    package static func byteCount(_ resolution: Resolution) -> Int {
        resolution.pixelCount + 2 * ((resolution.width + 1) / 2) * ((resolution.height + 1) / 2)
    }
}

/// What a picture's luma says about how much there is to see.
package struct PictureMeasures: Hashable, Sendable {
    /// Of the 8-bit luma, 0 to 255.
    package var meanLuma: Float
    /// Of the 8-bit luma, squared steps.
    package var lumaVariance: Float
    /// Mean squared difference of horizontal and vertical neighbours: near zero where everything is blurred.
    package var gradientEnergy: Float

    package init(meanLuma: Float, lumaVariance: Float, gradientEnergy: Float) {
        self.meanLuma = meanLuma
        self.lumaVariance = lumaVariance
        self.gradientEnergy = gradientEnergy
    }
}
