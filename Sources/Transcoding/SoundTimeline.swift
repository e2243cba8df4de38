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

    /// Timestamps of coarse time bases wander by about a millisecond; anything beyond this is a hole or an overlap.
    private static let toleranceMilliseconds: Int64 = 15

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
            let drift = due - (position + Int64(resampler!.pendingSampleCount()) - Int64(excess))
            if abs(drift) * 1000 > Self.toleranceMilliseconds * Int64(plan.sampleRate) || !hasStarted {
                try reanchor(by: drift, consume)
            }
        }
        hasStarted = true
        var output = Array(repeating: [Float](), count: plan.channelCount)
        try resampler!.convert(frame, appendingTo: &output)
        take(output)
        try consume(&rest)
    }

    /// Ends the sound: what the resampler holds, then silence up to the asset's end.
    mutating func finish(_ consume: Consumer) throws {
        try drain()
        try appendSilence(plan.sampleCount - position, consume)
    }

    private mutating func reanchor(by drift: Int64, _ consume: Consumer) throws {
        if drift < 0 {
            excess += Int(clamping: -drift)
            return
        }
        try drain()
        try resampler!.restart()
        let hole = min(drift, plan.sampleCount - position)
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
