/// Code points of ISO/IEC 23091-2 (H.273) plus the range; 2 means unspecified.
package struct ColorDescription: Hashable, Codable, Sendable {
    package var primaries: Int
    package var transfer: Int
    package var matrix: Int
    /// Black at 0 and white at 255, instead of 16 and 235.
    package var isFullRange: Bool

    package init(primaries: Int, transfer: Int, matrix: Int, isFullRange: Bool) {
        self.primaries = primaries
        self.transfer = transfer
        self.matrix = matrix
        self.isFullRange = isFullRange
    }

    package static let unspecified = 2
    /// Transfer characteristics of SMPTE ST 2084, HDR10's curve.
    package static let pq = 16
    /// Transfer characteristics of hybrid log-gamma (ARIB STD-B67).
    package static let hlg = 18

    /// What every SDR rendition is: BT.709, limited range.
    package static let bt709 = ColorDescription(primaries: 1, transfer: 1, matrix: 1, isFullRange: false)

    /// Nothing said.
    package static let unsaid = ColorDescription(
        primaries: unspecified, transfer: unspecified, matrix: unspecified, isFullRange: false)

    /// BT.709 in limited range, said, or meant by a picture of this size that says nothing.
    package func isBT709(in size: Resolution) -> Bool {
        self == .bt709 || (self == .unsaid && Self.usualMatrix(of: size) == Self.bt709.matrix)
    }

    /// The curve is one of high dynamic range's (BT.2100).
    package var isHDR: Bool { dynamicRange != .sdr }

    /// The matrix of a picture that names none: standard definition was mastered in BT.601, everything larger in BT.709.
    package static func usualMatrix(of size: Resolution) -> Int { size.shortSide <= 576 && size.longSide <= 1024 ? 6 : 1 }

    /// HDR in BT.2020's gamut and limited range (ITU-R BT.2100).
    package static func bt2100(transfer: Int) -> ColorDescription {
        ColorDescription(primaries: 9, transfer: transfer, matrix: 9, isFullRange: false)
    }

    package var dynamicRange: DynamicRange {
        switch transfer {
        case Self.pq: .pq
        case Self.hlg: .hlg
        default: .sdr
        }
    }
}

/// By the names of HLS (VIDEO-RANGE).
package enum DynamicRange: String, Hashable, Codable, Sendable {
    case sdr = "SDR"
    case pq = "PQ"
    case hlg = "HLG"
}
