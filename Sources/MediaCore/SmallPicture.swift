/// A small upright picture of one output frame, for the sprite sheets.
package struct SmallPicture: Hashable, Sendable {
    /// Output frame number, counted from zero.
    package let frame: Int
    package let resolution: Resolution
    /// Planar 4:2:0, 8 bits, limited range: luma rows, then Cb, then Cr, without padding; odd sides round chroma up.
    package let pixels: [UInt8]

    /// Nil where `pixels` is not exactly what `resolution` needs.
    package init?(frame: Int, resolution: Resolution, pixels: [UInt8]) {
        guard resolution.width > 0, resolution.height > 0, pixels.count == Self.byteCount(resolution) else { return nil }
        self.frame = frame
        self.resolution = resolution
        self.pixels = pixels
    }

    /// Bytes of all three planes.
    package static func byteCount(_ resolution: Resolution) -> Int {
        resolution.pixelCount + 2 * ((resolution.width + 1) / 2) * ((resolution.height + 1) / 2)
    }
}

/// A JPEG that a worker made.
package struct FinishedPicture: Hashable, Sendable {
    package enum Name: Hashable, Sendable {
        /// The best frame of a chunk; the highest score of the asset becomes the poster.
        case poster(frame: Int, score: Double)
        /// Sheets are numbered from one.
        case sprite(Int)
    }

    package let name: Name
    package let jpeg: [UInt8]

    package init(name: Name, jpeg: [UInt8]) {
        self.name = name
        self.jpeg = jpeg
    }
}
