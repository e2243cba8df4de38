import MediaCore

/// Where segments and fragments begin, in output frame numbers.
package struct SegmentGrid: Hashable, Codable, Sendable {
    /// Frames of the asset, at least one.
    package let frameCount: Int
    /// Frames of a fragment, which is one closed GOP, at most.
    package let gopFrames: Int
    /// Frames of a segment as it is meant to be.
    package let segmentFrames: Int
    /// First frames, ascending from zero.
    private let fragmentStarts: [Int]
    /// Of each segment, the place of its first fragment in `fragmentStarts`.
    private let segmentStarts: [Int]

    private init(frameCount: Int, gopFrames: Int, segmentFrames: Int, segments: [[Int]]) {
        self.frameCount = frameCount
        self.gopFrames = gopFrames
        self.segmentFrames = segmentFrames
        fragmentStarts = segments.flatMap(\.self)
        segmentStarts = segments.dropLast().reduce(into: [0]) { $0.append($0.last! + $1.count) }
    }

    /// Segments of `gopsPerSegment` fragments of `gopFrames` each. A tail shorter than half a segment joins its predecessor.
    package init(frameCount: Int, gopFrames: Int, gopsPerSegment: Int) {
        precondition(frameCount > 0 && gopFrames > 0 && gopsPerSegment > 0)
        let length = gopFrames * gopsPerSegment
        let count = max(1, frameCount / length + (2 * (frameCount % length) >= length ? 1 : 0))
        self.init(
            frameCount: frameCount, gopFrames: gopFrames, segmentFrames: length,
            segments: (0..<count).map { index in
                let end = index == count - 1 ? frameCount : (index + 1) * length
                return Array(stride(from: index * length, to: end, by: gopFrames))
            })
    }

    /// Segments and fragments that begin at `keyframes` alone, each as near to its length as these allow, the shorter of two equally
    /// near. A tail shorter than half a segment joins its predecessor where that does not become longer than `longest`.
    ///
    /// - Parameter keyframes: ascending.
    /// - Returns: nil where the first is not zero or more than `longest` frames pass without one.
    package init?(frameCount: Int, keyframes: [Int], gopFrames: Int, segmentFrames: Int, longest: Int) {
        let points = keyframes + [frameCount]
        guard points.first == 0, zip(points, points.dropFirst()).allSatisfy({ $0 < $1 && $1 - $0 <= longest }) else { return nil }
        /// The place of the point nearest to `length` frames after the one at `place`, none beyond `limit`.
        func point(after place: Int, length: Int, limit: Int) -> Int {
            let wanted = points[place] + length
            var best = place + 1
            while best + 1 < points.count, points[best + 1] <= limit, abs(points[best + 1] - wanted) < abs(points[best] - wanted)
            {
                best += 1
            }
            return best
        }
        var segments: [[Int]] = []
        var place = 0
        while place < keyframes.count {
            let limit = points[place] + longest
            var end = point(after: place, length: segmentFrames, limit: limit)
            if 2 * (frameCount - points[end]) < segmentFrames, frameCount <= limit { end = points.count - 1 }
            var starts: [Int] = []
            while place < end {
                starts.append(points[place])
                place = point(after: place, length: gopFrames, limit: points[end])
            }
            segments.append(starts)
        }
        let starts = segments.flatMap(\.self) + [frameCount]
        self.init(
            frameCount: frameCount, gopFrames: zip(starts, starts.dropFirst()).map { $1 - $0 }.max()!,
            segmentFrames: segmentFrames, segments: segments)
    }

    /// The preset's durations in whole frames of `rate`, then in whole GOPs, to the nearest and at least one.
    package init(preset: Preset, rate: FrameRate, frameCount: Int) {
        let gopFrames = max(1, rate.frameCount(in: preset.gopDuration))
        let segmentFrames = rate.frameCount(in: preset.segmentDuration)
        self.init(
            frameCount: frameCount, gopFrames: gopFrames,
            gopsPerSegment: max(1, (segmentFrames + gopFrames / 2) / gopFrames))
    }

    package var segmentCount: Int { segmentStarts.count }

    /// Output frames of segment `index`, counted from zero.
    package func frames(ofSegment index: Int) -> FrameRange {
        FrameRange(fragmentStarts[segmentStarts[index]], start(ofFragment: fragments(of: index).upperBound))
    }

    /// Output frames of a run of segments.
    package func frames(ofSegments segments: Range<Int>) -> FrameRange {
        FrameRange(frames(ofSegment: segments.lowerBound).start, frames(ofSegment: segments.upperBound - 1).end)
    }

    /// The closed GOPs of a segment, each a fragment.
    package func fragments(ofSegment index: Int) -> [FrameRange] {
        fragments(of: index).map { FrameRange(fragmentStarts[$0], start(ofFragment: $0 + 1)) }
    }

    /// Fragments in the segments before `index`.
    package func fragmentCount(beforeSegment index: Int) -> Int { segmentStarts[index] }

    /// Every output frame that must be an IDR picture.
    package func isKeyframe(_ frame: Int) -> Bool {
        var range = 0..<fragmentStarts.count
        while range.count > 1 {
            let middle = (range.lowerBound + range.upperBound) / 2
            range = fragmentStarts[middle] <= frame ? middle..<range.upperBound : range.lowerBound..<middle
        }
        return fragmentStarts[range.lowerBound] == frame
    }

    private func fragments(of segment: Int) -> Range<Int> {
        segmentStarts[segment]..<(segment + 1 < segmentStarts.count ? segmentStarts[segment + 1] : fragmentStarts.count)
    }

    private func start(ofFragment index: Int) -> Int {
        index < fragmentStarts.count ? fragmentStarts[index] : frameCount
    }
}
