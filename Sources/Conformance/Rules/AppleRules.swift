import MediaCore

/// What Apple asks beyond what every asset keeps, of assets of the preset `apple`.
enum AppleRules {
    static let segmentDuration = Rule(
        "APPLE-001", .should, "In an asset of the preset apple, segments last 6 s.", source: "Apple HLS Authoring 7.5")
    static let lowestVariant = Rule(
        "APPLE-002", .must,
        "An asset of the preset apple, from half a segment on, has a variant with a measured peak of at most 192 kbit/s.",
        source: "Apple HLS Authoring 9.21")

    static let all = [segmentDuration, lowestVariant]

    static func check(_ asset: PublishedAsset) -> [Violation] {
        guard asset.preset == "apple", let multivariant = asset.multivariant, let track = asset.videoTracks.first else {
            return []
        }
        var violations: [Violation] = []
        // One segment alone is as long as its asset.
        if track.isComplete, track.segments.count > 1, let first = track.segments.first {
            let duration = track.time(first.duration)
            if duration.distance(to: MediaTime(ticks: 6, timescale: 1)) > MediaTime(ticks: 1, timescale: 2) {
                violations.append(segmentDuration.broken(in: first.file, "the segment lasts \(duration.seconds) s"))
            }
        }
        guard let end = asset.end, end >= MediaTime(ticks: 3, timescale: 1) else { return violations }
        let peaks = multivariant.variants.compactMap { asset.rates(of: $0)?.peak }
        if let lowest = peaks.min(), peaks.count == multivariant.variants.count, lowest > 192_000 {
            violations.append(
                lowestVariant.broken(in: multivariant.file, "the lowest peak of a variant is \(lowest.rounded(.up)) bit/s"))
        }
        return violations
    }
}
