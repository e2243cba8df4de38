import LibAV
import MediaCore
import Planning

/// Lays decoded sound on the asset's timeline at the output's rate and layout: holes become silence, overlaps and everything
/// before zero or after the end is cut. What is ready is handed on at once, so memory does not grow with duration.
struct SoundTimeline: ~Copyable {
    private let plan: AudioPlan
    private let origin: MediaTime
    /// Linear, of every sample.
    private let gain: Float
    private var resampler: Resampler?
    /// Ready samples, a channel an array; the consumer takes whole frames from the front.
    private(set) var rest: [[Float]]
    /// Samples put into `rest` so far, which is the place of the next one.
    private var position: Int64 = 0
    /// Samples of the resampler's coming output that lie before the place where they would go.
    private var excess = 0
    /// Holes filled inside the sound.
    private(set) var gapCount = 0
    private(set) var gapSamples: Int64 = 0
    private var hasStarted = false
    /// Samples by which the sound comes too early, smoothed.
    private var drift = 0.0
    /// Of the correction under way, what is left in samples.
    private var correctionLeft = 0
    /// The most that was corrected, in samples.
    private(set) var largestDrift = 0.0

    /// Timestamps of coarse time bases wander by about a millisecond. A step beyond this is a hole or an overlap.
    private static let toleranceMilliseconds: Int64 = 15
    /// Drift that is corrected: less is the wandering of coarse time bases.
    private static let leastDriftMilliseconds = 2.0
    /// New timestamps count by one part in so many, so that a single wrong one moves nothing.
    private static let smoothing = 16.0
    /// Seconds over which a drift is made up for, and how much faster or slower the sound may play meanwhile.
    private static let correctionSeconds = 1
    private static let mostCorrection = 0.01

    typealias Consumer = (inout [[Float]]) throws -> Void

    init(plan: AudioPlan, origin: MediaTime, gain: Float = 1) {
        self.plan = plan
        self.origin = origin
        self.gain = gain
        rest = Array(repeating: [], count: plan.channelCount)
    }

    var isComplete: Bool { position >= plan.sampleCount }

    /// Adds a decoded frame that plays at `time` of the container's timeline, or right after the one before it.
    mutating func append(_ frame: borrowing Frame, at time: MediaTime?, _ consume: Consumer) throws {
        if resampler == nil || !resampler!.accepts(frame) {
            try drain()
            resampler = try Resampler(for: frame, sampleRate: plan.sampleRate, channelCount: plan.channelCount)
        }
        if let time {
            let due = (time - origin).ticks(timescale: Int32(plan.sampleRate))
            let error = due - (position + Int64(resampler!.pendingSampleCount()) - Int64(excess))
            let step = Double(error) - drift
            if max(abs(step), abs(drift)) * 1000 > Double(Self.toleranceMilliseconds) * Double(plan.sampleRate) || !hasStarted {
                try reanchor(by: error, consume)
            } else {
                drift += step / Self.smoothing
                try correctSpeed()
            }
        }
        hasStarted = true
        var output = Array(repeating: [Float](), count: plan.channelCount)
        try resampler!.convert(frame, appendingTo: &output)
        correctionLeft -= output[0].count
        take(output)
        try consume(&rest)
    }

    /// Ends the sound: what the resampler holds, then silence up to the asset's end.
    mutating func finish(_ consume: Consumer) throws {
        try drain()
        // Nothing will come any more to lie before its place.
        excess = 0
        try appendSilence(plan.sampleCount - position, consume)
        try consume(&rest)
    }

    /// A sample clock that runs against the timestamps is followed by playing a little faster or slower, which nobody hears, before
    /// the difference grows into a hole or an overlap, which would click.
    private mutating func correctSpeed() throws {
        guard correctionLeft <= 0, abs(drift) * 1000 > Self.leastDriftMilliseconds * Double(plan.sampleRate) else { return }
        largestDrift = max(largestDrift, abs(drift))
        let distance = plan.sampleRate * Self.correctionSeconds
        let most = Double(distance) * Self.mostCorrection
        try resampler!.compensate(Int(min(most, max(-most, drift)).rounded()), over: distance)
        correctionLeft = distance
    }

    private mutating func reanchor(by error: Int64, _ consume: Consumer) throws {
        (drift, correctionLeft) = (0, 0)
        if error < 0 {
            excess += Int(clamping: -error)
            return
        }
        try drain()
        try resampler!.restart()
        let hole = min(error, plan.sampleCount - position)
        if hasStarted && hole > 0 {
            gapCount += 1
            gapSamples += hole
        }
        try appendSilence(hole, consume)
    }

    private mutating func appendSilence(_ count: Int64, _ consume: Consumer) throws {
        var left = count
        while left > 0 {
            let run = Int(min(left, Int64(plan.sampleRate)))
            take(Array(repeating: [Float](repeating: 0, count: run), count: plan.channelCount))
            try consume(&rest)
            left -= Int64(run)
        }
    }

    private mutating func drain() throws {
        guard resampler != nil else { return }
        var output = Array(repeating: [Float](), count: plan.channelCount)
        try resampler!.drain(appendingTo: &output)
        take(output)
    }

    /// Moves samples to their place, less the excess before them and what lies past the end.
    private mutating func take(_ samples: [[Float]]) {
        let count = samples[0].count
        let skipped = min(excess, count)
        excess -= skipped
        let kept = max(0, min(count - skipped, Int(clamping: plan.sampleCount - position)))
        for channel in rest.indices {
            let run = samples[channel][skipped..<(skipped + kept)]
            if gain == 1 {
                rest[channel].append(contentsOf: run)
            } else {
                for sample in run { rest[channel].append(sample * gain) }
            }
        }
        position += Int64(kept)
    }
}
