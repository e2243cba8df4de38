import MediaCore

/// The renditions that a picture of a given size and rate gets from a preset.
package struct Ladder {
    private let preset: Preset
    private let display: Resolution
    private let frameRate: FrameRate
    private let color: ColorDescription

    /// Bits a second that no rung goes below: under it an encoder's buffer model has nothing to work with.
    private static let leastRate = 100_000

    /// - Parameters:
    ///   - display: upright, with square pixels, within `SourceLimits`.
    ///   - color: of the source.
    package init(preset: Preset, display: Resolution, frameRate: FrameRate, color: ColorDescription = .bt709) {
        self.preset = preset
        self.display = display
        self.frameRate = frameRate
        self.color = color
    }

    /// Highest first; at each size H.264 comes last, so that its lowest rung is the lead. Each codec's short sides strictly
    /// descend, and H.264 has at least one.
    package var renditions: [VideoRendition] {
        let order = VideoCodec.allCases
        let sorted = preset.ladders.flatMap { ladder in shortSides(of: ladder).map { rendition(ladder, shortSide: $0) } }
            .sorted {
                ($0.resolution.shortSide, order.firstIndex(of: $0.codec)!)
                    > ($1.resolution.shortSide, order.firstIndex(of: $1.codec)!)
            }
        return sorted.enumerated().map { steered($1, isLead: $0 == sorted.count - 1) }
    }

    /// H.264 is given the preset's effort.
    private func steered(_ rendition: VideoRendition, isLead: Bool) -> VideoRendition {
        guard rendition.codec == .h264 else { return rendition }
        var result = rendition
        result.steering = preset.effort.steering(isLead: isLead)
        result.crfHundredths = preset.effort.rateFactor(
            rendition.crfHundredths, result.steering, shortSide: rendition.resolution.shortSide)
        return result
    }

    /// The codec's rungs up to the source's own short side. A source between two rungs is a rung itself and replaces the one
    /// below when less than 1.2 × as large; a source above the highest rung is not. A source below all rungs is a rung of H.264
    /// only: the others save rate, which so small a picture has little of.
    private func shortSides(of ladder: CodecLadder) -> [Int] {
        let own = max(display.shortSide & ~1, PictureSize.shortestSide)
        var sides = ladder.rungs.map(\.shortSide).filter { $0 <= own }
        if let highest = sides.last {
            if highest < own && sides.count < ladder.rungs.count {
                if own * 10 < highest * 12 { sides.removeLast() }
                sides.append(own)
            }
        } else if ladder.codec == .h264 {
            sides = [own]
        }
        return sides
    }

    private func rendition(_ ladder: CodecLadder, shortSide: Int) -> VideoRendition {
        let rung = ladder.rung(ofShortSide: shortSide)
        let resolution = PictureSize.scaled(display, toShortSide: shortSide)
        let name = "\(shortSide)p"
        let maxRate = maxRate(of: resolution, ladder, isFixed: rung.isRateFixed)
        return VideoRendition(
            track: TrackID("video/\(ladder.codec.rawValue)/\(name)"), name: name, codec: ladder.codec, resolution: resolution,
            color: ladder.keepsHDR && color.isHDR ? .bt2100(transfer: color.transfer) : .bt709,
            encoderPreset: ladder.encoderPreset, crfHundredths: ladder.crfHundredths(ofShortSide: shortSide), maxRate: maxRate,
            bufferSize: maxRate * Int(preset.bufferDuration.ticks) / Int(preset.bufferDuration.timescale))
    }

    /// What the rung is allowed: the preset's rate at this short side, scaled by pixels against 16:9 and by frames a second
    /// above 30, half again at 60. Whole kilobits, as encoders count.
    private func maxRate(of resolution: Resolution, _ ladder: CodecLadder, isFixed: Bool) -> Int {
        let shortSide = resolution.shortSide
        let base = presetRate(ladder.rungs, shortSide: shortSide)
        var rate = base * resolution.pixelCount * 9 / (16 * shortSide * shortSide)
        let (frames, seconds) = (Int(frameRate.numerator), Int(frameRate.denominator))
        if frames > 30 * seconds { rate = rate * (frames + 30 * seconds) / (60 * seconds) }
        if isFixed { rate = min(rate, base) }
        return max((rate + 500) / 1000 * 1000, Self.leastRate)
    }

    /// Bits a second of a 16:9 picture, interpolated by pixel count between rungs and in proportion to it outside them.
    private func presetRate(_ rungs: [Preset.Rung], shortSide: Int) -> Int {
        let area = { (side: Int) in side * side }
        guard let above = rungs.firstIndex(where: { $0.shortSide >= shortSide }) else {
            let last = rungs[rungs.count - 1]
            return last.maxRate * area(shortSide) / area(last.shortSide)
        }
        let high = rungs[above]
        guard above > 0, high.shortSide > shortSide else {
            return high.maxRate * area(shortSide) / area(high.shortSide)
        }
        let low = rungs[above - 1]
        return low.maxRate
            + (high.maxRate - low.maxRate) * (area(shortSide) - area(low.shortSide))
            / (area(high.shortSide) - area(low.shortSide))
    }
}
