import MediaCore

/// A row of the table in annex A.3 of the AV1 specification: what a decoder of a level must keep up with.
package struct AV1Level: Hashable, Sendable {
    /// Level X.Y is 4 × (X − 2) + Y.
    package let seq_level_idx: UInt8
    /// Luma samples a picture.
    package let MaxPicSize: Int
    package let MaxHSize: Int
    package let MaxVSize: Int
    /// Luma samples shown a second.
    package let MaxDisplayRate: Int

    /// Every level, lowest first.
    package static let all: [AV1Level] = [
        AV1Level(0, 147_456, 2048, 1152, 4_423_680), AV1Level(1, 278_784, 2816, 1584, 8_363_520),
        AV1Level(4, 665_856, 4352, 2448, 19_975_680), AV1Level(5, 1_065_024, 5504, 3096, 31_950_720),
        AV1Level(8, 2_359_296, 6144, 3456, 70_778_880), AV1Level(9, 2_359_296, 6144, 3456, 141_557_760),
        AV1Level(12, 8_912_896, 8192, 4352, 267_386_880), AV1Level(13, 8_912_896, 8192, 4352, 534_773_760),
        AV1Level(14, 8_912_896, 8192, 4352, 1_069_547_520), AV1Level(15, 8_912_896, 8192, 4352, 1_069_547_520),
        AV1Level(16, 35_651_584, 16384, 8704, 1_069_547_520), AV1Level(17, 35_651_584, 16384, 8704, 2_139_095_040),
        AV1Level(18, 35_651_584, 16384, 8704, 4_278_190_080), AV1Level(19, 35_651_584, 16384, 8704, 4_278_190_080),
    ]

    /// Whether pictures of this size fit at this rate.
    package func holds(_ size: Resolution, framesPerSecond: Double) -> Bool {
        size.pixelCount <= MaxPicSize && size.width <= MaxHSize && size.height <= MaxVSize
            && Double(size.pixelCount) * framesPerSecond <= Double(MaxDisplayRate)
    }

    private init(_ seq_level_idx: UInt8, _ MaxPicSize: Int, _ MaxHSize: Int, _ MaxVSize: Int, _ MaxDisplayRate: Int) {
        self.seq_level_idx = seq_level_idx
        self.MaxPicSize = MaxPicSize
        self.MaxHSize = MaxHSize
        self.MaxVSize = MaxVSize
        self.MaxDisplayRate = MaxDisplayRate
    }
}
