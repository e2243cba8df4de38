import Glibc
import Planning

/// Integrated loudness (ITU-R BS.1770-4 annex 1, EBU R 128) and true peak (annex 2) of sound at 48 kHz. Plain arithmetic in a
/// fixed order, so that the result is the same everywhere; it keeps one number for each 100 ms.
struct LoudnessMeter {
    private var filters: [KWeighting]
    private var peaks: [TruePeak]
    /// Annex 1, table 3: surround channels count 1.5 dB more, low frequencies not at all.
    private let weights: [Double]
    /// Sum of squares of all channels, of each whole 100 ms, and of the one that is growing.
    private var steps: [Double] = []
    private var open = 0.0
    private var openCount = 0

    private static let stepSamples = 4800
    /// A block is 400 ms, three quarters of which it shares with the next.
    private static let stepsPerBlock = 4

    /// - Parameter channelCount: 2, or 6 in the order left, right, centre, low frequencies, left and right surround.
    init(channelCount: Int) {
        weights = channelCount == 6 ? [1, 1, 1, 0, 1.41, 1.41] : Array(repeating: 1, count: channelCount)
        filters = Array(repeating: KWeighting(), count: channelCount)
        peaks = Array(repeating: TruePeak(), count: channelCount)
    }

    /// Takes all of `channels`.
    mutating func add(_ channels: inout [[Float]]) {
        for index in channels[0].indices {
            for channel in channels.indices {
                let sample = channels[channel][index]
                peaks[channel].add(sample)
                let weighted = filters[channel].apply(Double(sample))
                open += weights[channel] * weighted * weighted
            }
            openCount += 1
            if openCount == Self.stepSamples {
                steps.append(open)
                (open, openCount) = (0, 0)
            }
        }
        for channel in channels.indices { channels[channel].removeAll(keepingCapacity: true) }
    }

    /// Linear, of all channels.
    var truePeak: Double { Double(peaks.map(\.peak).max() ?? 0) }

    /// In LUFS; nil where nothing is above the absolute gate of −70 LUFS.
    var integratedLoudness: Double? {
        // What is shorter than a block is one block.
        let starts = max(1, steps.count - Self.stepsPerBlock + 1)
        var blocks: [Double] = []
        for start in 0..<starts {
            let parts = steps[start..<min(steps.count, start + Self.stepsPerBlock)]
            let count = parts.count * Self.stepSamples
            let (sum, samples) = count > 0 ? (parts.reduce(0, +), count) : (open, max(1, openCount))
            blocks.append(sum / Double(samples))
        }
        func mean(above gate: Double) -> Double? {
            let kept = blocks.filter { $0 > gate }
            return kept.isEmpty ? nil : kept.reduce(0, +) / Double(kept.count)
        }
        // −70 LUFS as a mean square, and 10 LU below the mean of what is above it.
        guard let ungated = mean(above: 1.1724653045822964e-7), let gated = mean(above: ungated / 10) else { return nil }
        return -0.691 + 10 * log10(gated)
    }

    /// What brings the sound to `target` (hundredths of LUFS) while its true peak stays below −1.5 dBTP: half a decibel is left
    /// for what the codec adds, so that decoded sound stays below −1. At most 20 dB, so that hiss stays hiss.
    ///
    /// - Returns: the linear gain, in steps that hide the last bit of the mathematics library; nil for silence.
    func gain(to target: Int) -> Float? {
        guard let loudness = integratedLoudness, truePeak > 0 else { return nil }
        let wanted = min(Double(target) / 100 - loudness, 20)
        let allowed = 0.8413951416451951 / truePeak
        return Float((min(pow(10, wanted / 20), allowed) * 4096).rounded() / 4096)
    }
}

/// The two filters of annex 1, which weigh frequencies as ears behind a head do; coefficients for 48 kHz (tables 1 and 2).
private struct KWeighting {
    private var shelf = Biquad(1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585)
    private var highPass = Biquad(1, -2, 1, -1.99004745483398, 0.99007225036621)

    mutating func apply(_ sample: Double) -> Double { highPass.apply(shelf.apply(sample)) }
}

/// Transposed direct form II.
private struct Biquad {
    private let (b0, b1, b2, a1, a2): (Double, Double, Double, Double, Double)
    private var (first, second) = (0.0, 0.0)

    init(_ b0: Double, _ b1: Double, _ b2: Double, _ a1: Double, _ a2: Double) {
        (self.b0, self.b1, self.b2, self.a1, self.a2) = (b0, b1, b2, a1, a2)
    }

    mutating func apply(_ input: Double) -> Double {
        let output = b0 * input + first
        first = b1 * input - a1 * output + second
        second = b2 * input - a2 * output
        return output
    }
}

/// The largest value between the samples: four times oversampled by the filter of annex 2.
private struct TruePeak {
    private(set) var peak: Float = 0
    /// The last twelve samples, the newest first.
    private var history = SIMD16<Float>(repeating: 0)

    /// Two of the four phases; the others are their mirror images. Unused places are 0.
    private static let phases: [SIMD16<Float>] = {
        let first: [Float] = [
            0.001708984375, 0.010986328125, -0.0196533203125, 0.033203125, -0.0594482421875, 0.1373291015625, 0.97216796875,
            -0.102294921875, 0.047607421875, -0.026611328125, 0.014892578125, -0.00830078125,
        ]
        let second: [Float] = [
            -0.0291748046875, 0.029296875, -0.0517578125, 0.089111328125, -0.16650390625, 0.465087890625, 0.77978515625,
            -0.2003173828125, 0.1015625, -0.0582275390625, 0.0330810546875, -0.0189208984375,
        ]
        return [first, second, second.reversed(), first.reversed()].map { SIMD16($0 + [0, 0, 0, 0]) }
    }()
    /// No phase makes more of samples than this.
    private static let largestGain: Float = 2.1

    private var (loudest, age) = (Float(0), 0)

    mutating func add(_ sample: Float) {
        for index in stride(from: 11, to: 0, by: -1) { history[index] = history[index - 1] }
        history[0] = sample
        let level = abs(sample)
        if level >= loudest {
            (loudest, age) = (level, 0)
        } else {
            age += 1
            if age >= 12 { (loudest, age) = ((0..<12).reduce(0) { max($0, abs(history[$1])) }, 0) }
        }
        peak = max(peak, level)
        // Where twelve samples are all small, nothing between them is large.
        guard loudest * Self.largestGain > peak else { return }
        for phase in Self.phases { peak = max(peak, abs((phase * history).sum())) }
    }
}
