import MediaCore

extension AudioPlan {
    /// The rates at which players expect AAC (HLS authoring specification 2.x, CMAF §10).
    private static let copiedRates: Set = [44_100, 48_000]
    /// Of sound before the asset's start in packets that are copied: the AAC frames that encoders are known to use.
    static let longestPriming = MediaTime(ticks: Int64(3 * frameSamples), timescale: 48_000)

    /// The same sound as the packets that `track` has, from the asset's start at `origin` on.
    ///
    /// - Parameter duration: of the asset; packets beyond it are left out.
    /// - Throws: where the packets are not all that the track would be.
    func copying(_ track: SourceAudioTrack, origin: MediaTime, duration: MediaTime) throws(CopyObstacle) -> AudioPlan {
        guard let packets = track.packets else { throw .codec(track.codec) }
        if let obstacle = packets.obstacle { throw obstacle }
        guard clock.isEmpty, track.runs.count == 1, packets.count > 0 else { throw .pace }
        guard Self.copiedRates.contains(track.sampleRate) else { throw .sampleRate(track.sampleRate) }
        guard (1...6).contains(track.channelCount) else { throw .channels(track.channelCount) }
        let rate = Int32(track.sampleRate)
        let priming = (origin - packets.start).ticks(timescale: rate)
        guard priming > 0, origin - packets.start <= Self.longestPriming else { throw .priming }
        let total = Int64(packets.count) * Int64(Self.frameSamples)
        let wanted = duration.ticks(timescale: rate)
        guard total - priming + Int64(Self.frameSamples) >= wanted else { throw .soundLength }

        var plan = self
        plan.sampleRate = track.sampleRate
        plan.channelCount = track.channelCount
        plan.bitRate = Int(8 * packets.byteCount * Int64(rate) / total)
        plan.sampleCount = max(1, min(total - priming, wanted))
        plan.segmentSamples = segmentSamples * track.sampleRate / sampleRate
        plan.copiedPriming = Int(priming)
        return plan
    }
}
