import MediaCore
import Presentation
import Testing

@Suite struct BitRateTests {
    /// RFC 8216 §4.1 word for word, in floating point: every contiguous run, kept if its duration qualifies.
    private func peakByDefinition(_ spans: [MeasuredSpan], timescale: Int32, targetDuration: Int) -> Double {
        var rates: [Double] = []
        for first in spans.indices {
            for last in first..<spans.count {
                let run = spans[first...last]
                let seconds = run.reduce(0.0) { $0 + Double($1.duration) } / Double(timescale)
                let bits = run.reduce(0.0) { $0 + Double($1.byteCount) * 8 }
                if seconds >= 0.5 * Double(targetDuration), seconds <= 1.5 * Double(targetDuration) {
                    rates.append(bits / seconds)
                }
            }
        }
        if let peak = rates.max() { return peak }
        return spans.reduce(0.0) { $0 + Double($1.byteCount) * 8 } * Double(timescale)
            / spans.reduce(0.0) { $0 + Double($1.duration) }
    }

    @Test(arguments: 1...40) func peakIsTheLargestOfAllQualifyingRuns(seed: UInt64) {
        var random = LinearCongruential(state: seed)
        let timescale: Int32 = seed % 2 == 0 ? 30_000 : 48_000
        let spans = (0..<Int(1 + random.next() % 30)).map { _ in
            MeasuredSpan(
                byteCount: Int(random.next() % 4_000_000), duration: 1 + Int64(random.next() % UInt64(6 * timescale)))
        }
        let targetDuration = Int(1 + seed % 7)
        let measured = MeasuredSpans(spans, timescale: timescale).peakBitRate(targetDuration: targetDuration)
        let expected = peakByDefinition(spans, timescale: timescale, targetDuration: targetDuration)
        #expect(Double(measured) >= expected - 0.001 && Double(measured) < expected + 1.001)
    }

    @Test func runsOfExactlyHalfAndOneAndAHalfTargetsCount() {
        // Target 4 s: 2 s and 6 s qualify, 1.99 s and 6.01 s do not.
        func peak(_ durations: [Int64], _ bytes: [Int]) -> Int {
            let spans = zip(bytes, durations).map { MeasuredSpan(byteCount: $0, duration: $1) }
            return MeasuredSpans(spans, timescale: 100).peakBitRate(targetDuration: 4)
        }
        #expect(peak([200, 400], [1000, 100]) == 4000)
        #expect(peak([199, 401], [1000, 100]) == 1467)
        #expect(peak([600, 900], [1000, 9000]) == 1334)
        #expect(peak([601, 400], [1000, 100]) == 200)
    }

    @Test func aTrackTooShortForAnyRunIsMeasuredWhole() {
        let spans = MeasuredSpans([MeasuredSpan(byteCount: 3000, duration: 30)], timescale: 100)
        #expect(spans.peakBitRate(targetDuration: 1) == 80_000)
        #expect(spans.averageBitRate == 80_000)
    }

    @Test func averageIsAllBitsOverAllTimeRoundedUp() {
        let spans = [MeasuredSpan(byteCount: 1, duration: 1), MeasuredSpan(byteCount: 1, duration: 2)]
        #expect(MeasuredSpans(spans, timescale: 1).averageBitRate == 6)
        #expect(MeasuredSpans(spans, timescale: 10).averageBitRate == 54)
        #expect(MeasuredSpans([], timescale: 10).averageBitRate == 0)
    }

    @Test func tenHoursInAFineTimescaleDoNotOverflow() {
        let spans = Array(repeating: MeasuredSpan(byteCount: 10_000_000, duration: 4 * 2_000_000_000), count: 9000)
        #expect(MeasuredSpans(spans, timescale: 2_000_000_000).averageBitRate == 20_000_000)
        #expect(MeasuredSpans(spans, timescale: 2_000_000_000).peakBitRate(targetDuration: 4) == 20_000_000)
    }

    @Test func segmentsCountWholeAndKeyframesAlone() {
        let segment = SegmentRecord(
            number: 1, start: 0, duration: 400, byteCount: 5000,
            fragments: [
                FragmentRecord(offset: 24, byteCount: 2500, start: 0, duration: 200, keyframeByteCount: 1000),
                FragmentRecord(offset: 2524, byteCount: 2476, start: 200, duration: 200, keyframeByteCount: 500),
            ])
        let media = TrackMedia(
            id: TrackID("video/h264/360p"), timescale: 100, codecs: "avc1.42C01E", initByteCount: 900, segments: [segment])
        #expect(media.averageBitRate == 10_000)
        #expect(media.peakBitRate(targetDuration: 4) == 10_000)
        #expect(media.keyframeSpans.averageBitRate == 3000)
        #expect(media.keyframeSpans.peakBitRate(targetDuration: 4) == 4000)
    }
}

/// Knuth's MMIX generator: the same numbers on every run.
private struct LinearCongruential {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
