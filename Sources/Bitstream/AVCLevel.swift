/// A row of ISO/IEC 14496-10 table A-1: what a decoder of a level must keep up with.
package struct AVCLevel: Hashable, Sendable {
    /// Ten times the level's number; 9 is level 1b.
    package let level_idc: UInt8
    /// Macroblocks a second.
    package let MaxMBPS: Int
    /// Macroblocks a frame.
    package let MaxFS: Int

    /// Every level, lowest first.
    package static let all: [AVCLevel] = [
        AVCLevel(10, 1_485, 99), AVCLevel(9, 1_485, 99), AVCLevel(11, 3_000, 396), AVCLevel(12, 6_000, 396),
        AVCLevel(13, 11_880, 396), AVCLevel(20, 11_880, 396), AVCLevel(21, 19_800, 792), AVCLevel(22, 20_250, 1_620),
        AVCLevel(30, 40_500, 1_620), AVCLevel(31, 108_000, 3_600), AVCLevel(32, 216_000, 5_120),
        AVCLevel(40, 245_760, 8_192), AVCLevel(41, 245_760, 8_192), AVCLevel(42, 522_240, 8_704),
        AVCLevel(50, 589_824, 22_080), AVCLevel(51, 983_040, 36_864), AVCLevel(52, 2_073_600, 36_864),
        AVCLevel(60, 4_177_920, 139_264), AVCLevel(61, 8_355_840, 139_264), AVCLevel(62, 16_711_680, 139_264),
    ]

    /// The row of a level_idc; nil where the table has none.
    package init?(level_idc: UInt8) {
        guard let row = Self.all.first(where: { $0.level_idc == level_idc }) else { return nil }
        self = row
    }

    /// Whether frames of this many macroblocks fit at this rate; neither side may exceed √(8 × MaxFS) (§A.3.1).
    package func holds(widthInMacroblocks width: Int, heightInMacroblocks height: Int, framesPerSecond: Double) -> Bool {
        let longest = max(width, height)
        return width * height <= MaxFS && longest * longest <= 8 * MaxFS
            && Double(width * height) * framesPerSecond <= Double(MaxMBPS)
    }

    private init(_ level_idc: UInt8, _ MaxMBPS: Int, _ MaxFS: Int) {
        self.level_idc = level_idc
        self.MaxMBPS = MaxMBPS
        self.MaxFS = MaxFS
    }
}
