import MediaCore

/// The source's own picture in the place of the highest H.264 rung, and the grid that its IDR pictures give the asset.
struct PictureCopy {
    /// Of the rendition whose place it takes.
    let index: Int
    let delay: Int
    let grid: SegmentGrid

    /// Of a segment, in seconds.
    private static let longestSegment = MediaTime(ticks: 6, timescale: 1)

    /// - Parameters:
    ///   - renditions: as they would be encoded.
    ///   - frameCount: of the asset, by the track's times.
    /// - Throws: where it is not all that the rung would be.
    init(
        of track: SourceVideoTrack, in source: SourceInfo, _ preset: Preset, renditions: [VideoRendition], rate: FrameRate,
        origin: MediaTime, frameCount: Int
    ) throws(CopyObstacle) {
        guard !source.findings.contains(where: \.isLoss) else { throw .incomplete }
        guard let packets = track.packets else { throw .codec(track.codec) }
        if let obstacle = packets.obstacle { throw obstacle }
        guard track.hasTrustedRandomAccess, let first = track.accessPoints.first else { throw .container }
        guard track.orientation == .upright else { throw .turned }
        guard track.pixelAspectWidth == track.pixelAspectHeight else { throw .pixelAspect }
        guard !track.isInterlaced else { throw .interlaced }
        guard track.color.isBT709(in: track.size) else { throw .color }
        guard first.packetIndex == 0, first.isIDR else { throw .firstPicture }

        // Then the picker takes each frame once, and the one with number n is the n-th shown.
        let frame = rate.time(ofFrame: 1).seconds
        let lag = (track.start - origin).seconds
        guard abs(lag) < 0.5 * frame else { throw .laterThanSound }
        guard abs(lag + packets.earliest.seconds) < 0.5 * frame, abs(lag + packets.latest.seconds) < 0.5 * frame,
            abs(track.frameCount - frameCount) <= 1
        else { throw .pace }

        guard let index = renditions.firstIndex(where: { $0.codec == .h264 }) else { throw .codec(track.codec) }
        let size = renditions[index].resolution
        guard size == track.size else { throw .size(width: size.width, height: size.height) }
        guard !renditions.contains(where: { $0.codec == .av1 }) else { throw .fixedKeyframes }

        let keyframes = track.accessPoints.filter(\.isIDR)
        let numbers = keyframes.map(\.packetIndex)
        guard
            let grid = SegmentGrid(
                frameCount: track.frameCount, keyframes: numbers, gopFrames: max(1, rate.frameCount(in: preset.gopDuration)),
                segmentFrames: max(1, rate.frameCount(in: preset.segmentDuration)),
                longest: rate.frameCount(in: max(Self.longestSegment, preset.segmentDuration)))
        else {
            let longest = zip(numbers, numbers.dropFirst() + [track.frameCount]).map { $1 - $0 }.max() ?? 0
            throw .keyframeInterval(longest: Int(rate.time(ofFrame: longest).ticks(timescale: 1000)))
        }
        if preset.reuse == .source {
            guard index < renditions.count - 1 else { throw .lowestRung }
            let starts = Dictionary(zip(numbers, keyframes.map(\.byteOffset))) { first, _ in first }
            try Self.check(starts, packets.byteCount, grid, rate, renditions[index])
        }
        self.index = index
        self.grid = grid
        delay = packets.delay
    }

    /// No run of segments takes more than `maxRate` × its time by more than the buffer holds, as of what is encoded.
    private static func check(
        _ offsets: [Int: Int64], _ byteCount: Int64, _ grid: SegmentGrid, _ rate: FrameRate, _ rung: VideoRendition
    ) throws(CopyObstacle) {
        var excess: Int64 = 0
        for segment in 0..<grid.segmentCount {
            let frames = grid.frames(ofSegment: segment)
            let bytes = (offsets[frames.end] ?? byteCount) - (offsets[frames.start] ?? 0)
            let allowed = MediaTime(ticks: Int64(frames.count) * Int64(rate.frameDuration), timescale: rate.timescale)
                .ticks(timescale: Int32(clamping: rung.maxRate))
            excess = max(0, excess + 8 * bytes - allowed)
            if excess > rung.bufferSize { throw .rate(maxRate: rung.maxRate) }
        }
    }
}
