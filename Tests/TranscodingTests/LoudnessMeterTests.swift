import Foundation
import Testing

@testable import Transcoding

@Suite struct LoudnessMeterTests {
    /// Stereo sines at 48 kHz, fed in uneven runs.
    private func meter(_ runs: [(level: Double, seconds: Double)], frequency: Double = 1000, phase: Double = 0) -> LoudnessMeter {
        var meter = LoudnessMeter(channelCount: 2)
        for run in runs {
            let amplitude = pow(10, run.level / 20)
            let samples = (0..<Int(run.seconds * 48_000)).map {
                Float(amplitude * sin(2 * Double.pi * frequency * Double($0) / 48_000 + phase))
            }
            for start in stride(from: 0, to: samples.count, by: 1777) {
                let part = Array(samples[start..<min(samples.count, start + 1777)])
                var channels = [part, part]
                meter.add(&channels)
                #expect(channels == [[], []])
            }
        }
        return meter
    }

    /// EBU Tech 3341, cases 1, 2, 3 and a short one.
    @Test(
        arguments: [
            ([(-23, 20)], -23), ([(-33, 20)], -33), ([(-36, 10), (-23, 60), (-36, 10)], -23), ([(-23, 0.3)], -23),
        ] as [([(level: Double, seconds: Double)], Double)])
    func loudnessIsThatOfTheStandard(runs: [(level: Double, seconds: Double)], expected: Double) throws {
        let loudness = try #require(meter(runs).integratedLoudness)
        #expect(abs(loudness - expected) < 0.1, "\(loudness)")
    }

    /// Every fourth of a period a sample, between which the peak lies.
    @Test func peaksBetweenSamplesCount() {
        let measured = meter([(-6, 1)], frequency: 12_000, phase: .pi / 4)
        #expect(abs(20 * log10(measured.truePeak) + 6) < 0.3, "\(measured.truePeak)")
    }

    @Test func theGainStopsAtThePeakAndLeavesSilenceAlone() throws {
        let soft = try #require(meter([(-23, 2)]).gain(to: -1600))
        #expect(abs(20 * log10(Double(soft)) - 7) < 0.1)
        let loud = try #require(meter([(-23, 2)]).gain(to: -800))
        #expect(abs(20 * log10(Double(loud)) - 15) < 0.1)
        // A short burst at full scale leaves no room.
        let burst = try #require(meter([(-30, 20), (0, 0.05)]).gain(to: -1600))
        #expect(20 * log10(Double(burst)) <= -1.4)
        let hiss = try #require(meter([(-60, 2)]).gain(to: -1600))
        #expect(abs(Double(hiss) - 10) < 0.01)
        #expect(meter([(-100, 2)]).gain(to: -1600) == nil)
    }

    @Test func surroundCountsMoreAndLowFrequenciesNothing() throws {
        func loudness(of channel: Int) -> Double? {
            var meter = LoudnessMeter(channelCount: 6)
            var channels = Array(repeating: [Float](repeating: 0, count: 96_000), count: 6)
            channels[channel] = (0..<96_000).map { Float(0.1 * sin(2 * Double.pi * Double($0) / 48)) }
            meter.add(&channels)
            return meter.integratedLoudness
        }
        let front = try #require(loudness(of: 0))
        let surround = try #require(loudness(of: 4))
        #expect(abs(surround - front - 1.49) < 0.02)
        #expect(loudness(of: 3) == nil)
    }
}
