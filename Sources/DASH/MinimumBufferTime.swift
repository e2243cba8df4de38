import Presentation

extension MediaPresentationDescription {
    /// Milliseconds for `MPD@minBufferTime` (ISO/IEC 23009-1 §5.3.1.2): a player that receives a Representation at just its
    /// `@bandwidth`, from any segment on, and waits this long has every segment whole when it is due.
    var minimumBufferTime: Int64 {
        let targetDuration = presentation.targetDuration
        return (presentation.video.map(\.media) + presentation.audio.map(\.media))
            .map { minimumBufferTime($0, bandwidth: $0.peakBitRate(targetDuration: targetDuration)) }
            .max() ?? 0
    }

    private func minimumBufferTime(_ media: TrackMedia, bandwidth: Int) -> Int64 {
        guard bandwidth > 0 else { return 0 }
        // Bits times timescale: whole numbers, in which a segment's time holds bandwidth × duration.
        var backlog: Int128 = 0
        var worst: Int128 = 0
        for segment in media.segments {
            backlog += Int128(segment.byteCount) * 8 * Int128(media.timescale)
            worst = max(worst, backlog)
            backlog = max(0, backlog - Int128(bandwidth) * Int128(segment.duration))
        }
        let perMillisecond = Int128(bandwidth) * Int128(media.timescale)
        return Int64(clamping: (worst * 1000 + perMillisecond - 1) / perMillisecond)
    }
}
