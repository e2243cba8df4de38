extension TrackMedia {
    /// The whole segment files, container overhead included; the init segment is fetched once and does not count.
    package var segmentSpans: MeasuredSpans {
        MeasuredSpans(segments.map { MeasuredSpan(byteCount: $0.byteCount, duration: $0.duration) }, timescale: timescale)
    }

    /// The keyframes alone, each with its `moof` and lasting as long as its fragment: what an I-frame playlist makes a player fetch.
    package var keyframeSpans: MeasuredSpans {
        MeasuredSpans(
            fragments.map { MeasuredSpan(byteCount: $0.fragment.keyframeByteCount, duration: $0.fragment.duration) },
            timescale: timescale)
    }

    /// See `MeasuredSpans.peakBitRate`.
    package func peakBitRate(targetDuration: Int) -> Int { segmentSpans.peakBitRate(targetDuration: targetDuration) }

    /// See `MeasuredSpans.averageBitRate`.
    package var averageBitRate: Int { segmentSpans.averageBitRate }
}
