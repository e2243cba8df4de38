import MediaCore

/// Decides which source frame each output frame shows: the nearest in time, the earlier of two equally near. It sees the source's
/// presentation times one by one and answers how many output frames the previous one serves, so any run of output frames can be
/// picked by itself.
package struct FramePicker {
    private let frameRate: FrameRate
    private let origin: MediaTime
    /// The next output frame to serve.
    package private(set) var next: Int
    private let end: Int
    private var current: MediaTime?

    /// - Parameters:
    ///   - origin: the source time of output frame 0.
    ///   - frames: the output frames to serve.
    package init(frameRate: FrameRate, origin: MediaTime, frames: FrameRange) {
        self.frameRate = frameRate
        self.origin = origin
        next = frames.start
        end = frames.end
    }

    /// Every output frame has its picture.
    package var isDone: Bool { next >= end }

    /// A frame at `time` follows: how many output frames, from `next` on, the one before it serves.
    package mutating func advance(to time: MediaTime) -> Int {
        defer { current = time }
        guard let current, current < time else { return 0 }
        let first = next
        while next < end {
            guard serves(next, between: current, and: time) else { break }
            next += 1
        }
        return next - first
    }

    /// Output frame `number` is nearer to `current` than to `time`, or midway: 2 × output ≤ current + time. In whole numbers,
    /// because rounding would make ties fall now to one side and now to the other.
    private func serves(_ number: Int, between current: MediaTime, and time: MediaTime) -> Bool {
        let (numerator, scale) = (Int128(frameRate.numerator), Int128(origin.timescale))
        let output = Int128(origin.ticks) * numerator + Int128(number) * Int128(frameRate.denominator) * scale
        let sum = Int128(current.ticks) + Int128(time.ticks(timescale: current.timescale))
        return 2 &* output &* Int128(current.timescale) <= sum &* numerator &* scale
    }

    /// No frame follows: the last one serves all that is left.
    package mutating func finish() -> Int {
        defer { next = end }
        return max(0, end - next)
    }
}
