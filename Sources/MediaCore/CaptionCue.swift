/// Words on the picture, and when.
package struct CaptionCue: Hashable, Sendable {
    /// Microseconds.
    package var start: Int64
    package var end: Int64
    /// Lines without markup, none of them empty.
    package var text: String

    package init(start: Int64, end: Int64, text: String) {
        self.start = start
        self.end = end
        self.text = text
    }

    /// Of `text`, in bytes of UTF-8: more than a screen holds.
    package static let longestText = 4096
    /// Of all cues of an asset, in all its languages, and of their texts in bytes: far above a day of speech.
    package static let most = 100_000
    package static let mostText = 10 << 20
}

extension [CaptionCue] {
    /// How many of the cues do not show at all on the timeline of `laidOut(from:duration:)`.
    package func outsideCount(from origin: MediaTime, duration: MediaTime) -> Int {
        let zero = origin.ticks(timescale: 1_000_000)
        let last = zero + duration.ticks(timescale: 1_000_000)
        return count { $0.end <= zero || $0.start >= last }
    }

    /// The cues on a timeline that starts at `origin` of theirs, in order of time. What lies outside 0 ..< `duration` is cut.
    package func laidOut(from origin: MediaTime, duration: MediaTime) -> [CaptionCue] {
        let zero = origin.ticks(timescale: 1_000_000)
        let last = duration.ticks(timescale: 1_000_000)
        let cues = compactMap { cue -> CaptionCue? in
            let (start, end) = (Swift.max(0, cue.start - zero), Swift.min(last, cue.end - zero))
            // WebVTT counts milliseconds.
            return end - start >= 1000 ? CaptionCue(start: start, end: end, text: cue.text) : nil
        }
        // Sorted with their places, so that cues of one time keep their order.
        return cues.enumerated().sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }.map(\.element)
    }
}
