import MediaCore

/// Sizes of pictures: upright, square pixels, even sides.
package enum PictureSize {
    /// A macroblock: below it encoders and players are left without a picture to speak of. Only up to it is a picture enlarged.
    package static let shortestSide = 16

    /// What a viewer sees: pixels made square by enlarging one side, never shrinking, then turned upright.
    package static func display(of track: SourceVideoTrack) -> Resolution {
        let (width, height) = (track.size.width, track.size.height)
        var size = track.size
        if let aspect = pixelAspect(of: track) {
            if aspect.width > aspect.height {
                size.width = divideRounding(width * aspect.width, by: aspect.height)
            } else {
                size.height = divideRounding(height * aspect.height, by: aspect.width)
            }
        }
        if size.longSide > SourceLimits.longSide {
            let longSide = size.longSide
            size.width = max(1, divideRounding(size.width * SourceLimits.longSide, by: longSide))
            size.height = max(1, divideRounding(size.height * SourceLimits.longSide, by: longSide))
        }
        return track.orientation.applied(to: size)
    }

    /// The track's pixel aspect where it is one to believe, 1/8 to 8; else nothing, and pixels are square.
    package static func pixelAspect(of track: SourceVideoTrack) -> (width: Int, height: Int)? {
        let (width, height) = (track.pixelAspectWidth, track.pixelAspectHeight)
        let representable = 1...Int(Int32.max)
        guard representable.contains(width), representable.contains(height), width != height else { return nil }
        return width <= height * 8 && height <= width * 8 ? (width, height) : nil
    }

    /// `size` scaled so that its short side is `shortSide` (even), its long side the even number nearest to the true aspect,
    /// the lower of two equally near: so no side outgrows the source's.
    package static func scaled(_ size: Resolution, toShortSide shortSide: Int) -> Resolution {
        let long = nearestEven(size.longSide * shortSide, over: size.shortSide)
        return size.isPortrait
            ? Resolution(width: shortSide, height: long) : Resolution(width: long, height: shortSide)
    }

    /// `size` scaled down, if need be, so that its long side is at most `longSide` (even); both sides even.
    package static func fitted(_ size: Resolution, toLongSide longSide: Int) -> Resolution {
        let long = min(max(2, size.longSide & ~1), longSide)
        let short = min(max(2, nearestEven(size.shortSide * long, over: size.longSide)), long)
        return size.isPortrait ? Resolution(width: short, height: long) : Resolution(width: long, height: short)
    }

    /// The even number nearest to `numerator` / `denominator`, the lower of two equally near.
    private static func nearestEven(_ numerator: Int, over denominator: Int) -> Int {
        let down = numerator / (2 * denominator) * 2
        return numerator - down * denominator <= denominator ? down : down + 2
    }

    private static func divideRounding(_ numerator: Int, by denominator: Int) -> Int {
        (numerator + denominator / 2) / denominator
    }
}
