import MediaCore

/// A row of ITU-T H.265 tables A.8 and A.9: what a decoder of a level must keep up with.
package struct HEVCLevel: Hashable, Sendable {
    /// Thirty times the level's number.
    package let general_level_idc: UInt8
    /// Luma samples a second.
    package let MaxLumaSr: Int
    /// Luma samples a picture.
    package let MaxLumaPs: Int

    /// Every level, lowest first.
    package static let all: [HEVCLevel] = [
        HEVCLevel(30, 552_960, 36_864), HEVCLevel(60, 3_686_400, 122_880), HEVCLevel(63, 7_372_800, 245_760),
        HEVCLevel(90, 16_588_800, 552_960), HEVCLevel(93, 33_177_600, 983_040), HEVCLevel(120, 66_846_720, 2_228_224),
        HEVCLevel(123, 133_693_440, 2_228_224), HEVCLevel(150, 267_386_880, 8_912_896),
        HEVCLevel(153, 534_773_760, 8_912_896), HEVCLevel(156, 1_069_547_520, 8_912_896),
        HEVCLevel(180, 1_069_547_520, 35_651_584), HEVCLevel(183, 2_139_095_040, 35_651_584),
        HEVCLevel(186, 4_278_190_080, 35_651_584),
    ]

    /// Whether pictures of this coded size fit at this rate; neither side may exceed √(8 × MaxLumaPs) (§A.4.1).
    package func holds(_ size: Resolution, framesPerSecond: Double) -> Bool {
        size.pixelCount <= MaxLumaPs && size.longSide * size.longSide <= 8 * MaxLumaPs
            && Double(size.pixelCount) * framesPerSecond <= Double(MaxLumaSr)
    }

    private init(_ general_level_idc: UInt8, _ MaxLumaSr: Int, _ MaxLumaPs: Int) {
        self.general_level_idc = general_level_idc
        self.MaxLumaSr = MaxLumaSr
        self.MaxLumaPs = MaxLumaPs
    }
}
