import MediaCore
import Testing

@testable import Planning

@Suite struct SegmentGridTests {
    /// `4 = 2+2 | …` in seconds of 10 frames.
    private func text(_ grid: SegmentGrid) -> String {
        (0..<grid.segmentCount).map { segment in
            let fragments = grid.fragments(ofSegment: segment).map { "\(Double($0.count) / 10)" }.joined(separator: "+")
            return "\(Double(grid.frames(ofSegment: segment).count) / 10) = \(fragments)"
        }.joined(separator: " | ")
    }

    /// At 10 frames a second: fragments of 2 s, segments of 4 s, none above 6 s.
    private func grid(_ seconds: [Double], end: Double) -> SegmentGrid? {
        SegmentGrid(
            frameCount: Int(end * 10), keyframes: seconds.map { Int($0 * 10) }, gopFrames: 20, segmentFrames: 40, longest: 60)
    }

    @Test(
        "Segments follow the source's IDR pictures",
        arguments: [
            ([0, 2, 4, 6, 8], 10, "4.0 = 2.0+2.0 | 4.0 = 2.0+2.0 | 2.0 = 2.0"),
            ([0, 3.1, 5, 9.2, 10.3, 14, 15.9], 20, "3.1 = 3.1 | 1.9 = 1.9 | 4.2 = 4.2 | 4.8 = 1.1+3.7 | 6.0 = 1.9+4.1"),
            // Equally near: the shorter.
            ([0, 3, 5], 9, "3.0 = 3.0 | 2.0 = 2.0 | 4.0 = 4.0"),
            // The tail joins, unless the segment became too long.
            ([0, 4], 5.9, "5.9 = 4.0+1.9"), ([0, 4], 6, "4.0 = 4.0 | 2.0 = 2.0"), ([0, 5], 6.5, "5.0 = 5.0 | 1.5 = 1.5"),
            ([0], 6, "6.0 = 6.0"), ([0], 0.1, "0.1 = 0.1"),
        ] as [([Double], Double, String)])
    func follows(keyframes: [Double], end: Double, expected: String) throws {
        #expect(text(try #require(grid(keyframes, end: end))) == expected)
    }

    @Test("No grid without an IDR picture at the start and every 6 s", arguments: [[0, 6.1], [1, 2], [], [0, 3, 3]])
    func impossible(keyframes: [Double]) { #expect(grid(keyframes, end: 9) == nil) }

    @Test("The laws of a grid", arguments: 0..<200)
    func laws(seed: Int) throws {
        var random = SplitMix(state: UInt64(seed))
        var keyframes = [0]
        for _ in 0..<Int.random(in: 0...60, using: &random) {
            keyframes.append(keyframes.last! + .random(in: 1...60, using: &random))
        }
        let count = keyframes.last! + .random(in: 1...60, using: &random)
        let grid = try #require(
            SegmentGrid(frameCount: count, keyframes: keyframes, gopFrames: 20, segmentFrames: 40, longest: 60))
        let segments = (0..<grid.segmentCount).map(grid.frames(ofSegment:))
        let fragments = (0..<grid.segmentCount).flatMap(grid.fragments(ofSegment:))
        for runs in [segments, fragments] {
            #expect(
                runs.first?.start == 0 && runs.last?.end == count && zip(runs, runs.dropFirst()).allSatisfy { $0.end == $1.start }
            )
            #expect(runs.allSatisfy { $0.count <= 60 && keyframes.contains($0.start) })
        }
        let starts = Set(fragments.map(\.start))
        #expect((0..<count).allSatisfy { grid.isKeyframe($0) == starts.contains($0) })
        #expect(grid.gopFrames == fragments.map(\.count).max())
        for (index, segment) in segments.enumerated() {
            #expect(fragments[grid.fragmentCount(beforeSegment: index)].start == segment.start)
            // No IDR picture within reach lies nearer to the wished length, but for a tail that joined.
            let reach = (keyframes + [count]).filter { $0 > segment.start && $0 <= segment.start + 60 }
            let nearest = reach.map { abs($0 - segment.start - 40) }.min()
            if segment.end < count { #expect(abs(segment.count - 40) == nearest) }
        }
    }
}
