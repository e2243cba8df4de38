import MediaCore

/// How well a frame would do as the poster, from its thumbnail. Four measures of luma, each between 0 and 1:
///
/// * **Exposure**: 1 at a mean in the middle half of the range, falling to 0 at black and at white.
/// * **Contrast**: the variance, saturating at that of a picture spread over half of the range; a flat card has none.
/// * **Detail**: the mean step between neighbouring pixels; blur and fades have little.
/// * **Calm**: 1 minus the distance to the nearer neighbour in time; a frame inside a cross-fade or a flash differs from both.
///
/// Black, white and flat frames must lose to anything else, so exposure and contrast multiply what detail and calm add up to.
enum PosterScore {
    static func of(_ tile: SmallPicture, before: SmallPicture?, after: SmallPicture?) -> Double {
        let width = tile.resolution.width
        let height = tile.resolution.height
        let luma = tile.pixels.prefix(width * height)
        var sum = 0
        var squares = 0
        var steps = 0
        for y in 0..<height {
            for x in 0..<width {
                let value = Int(luma[y * width + x])
                sum += value
                squares += value * value
                if x > 0 { steps += abs(value - Int(luma[y * width + x - 1])) }
                if y > 0 { steps += abs(value - Int(luma[(y - 1) * width + x])) }
            }
        }
        let count = Double(width * height)
        let mean = Double(sum) / count
        let variance = Double(squares) / count - mean * mean
        // Limited range: black at 16, white at 235.
        let level = (mean - 16) / 219
        let exposure = min(1, max(0, 4 * min(level, 1 - level)))
        let contrast = min(1, max(0, variance) / 2000)
        let detail = min(1, Double(steps) / (2 * count) / 16)
        let distances = [before, after].compactMap { $0.map { distance(tile, $0) } }
        let calm = 1 - min(1, (distances.min() ?? 0) / 64)
        return exposure * contrast * (0.7 * detail + 0.3 * calm)
    }

    /// Mean absolute difference of luma.
    private static func distance(_ a: SmallPicture, _ b: SmallPicture) -> Double {
        let count = a.resolution.pixelCount
        guard a.resolution == b.resolution else { return 255 }
        var sum = 0
        for index in 0..<count { sum += abs(Int(a.pixels[index]) - Int(b.pixels[index])) }
        return Double(sum) / Double(count)
    }
}
