import MediaCore

/// Puts the runs of a picture's and a sound's clock on one timeline without jumps.
///
/// A clock that restarts (joined recordings, a counter that wraps) does so for both streams, so both are moved by the same time
/// and stay in sync. A hole in one stream while the other plays on is no jump: it is kept, to be held or filled.
package struct ClockRepair: Hashable, Sendable {
    /// For each run, what is added to its times.
    package private(set) var video: [MediaTime] = []
    package private(set) var audio: [MediaTime] = []
    package private(set) var jumpCount = 0

    /// A stream on its way through its runs.
    private struct Walk {
        let runs: ArraySlice<ClockRun>
        /// Of each run so far, the place in `parts`.
        var parts: [Int] = []
        var current: (run: ClockRun, part: Int)? {
            parts.last.map { (runs[runs.startIndex + parts.count - 1], $0) }
        }
        var next: ClockRun? { runs.dropFirst(parts.count).first }
    }

    package init(video: [ClockRun], audio: [ClockRun]) {
        var streams = [Walk(runs: video[...]), Walk(runs: audio[...])]
        var parts = [MediaTime.zero]
        while true {
            let waiting = streams.indices.filter { streams[$0].next != nil }
            guard let index = waiting.min(by: { streams[$0].next!.filePlace < streams[$1].next!.filePlace }) else { break }
            let run = streams[index].next!
            let part = Self.part(of: run, after: streams[index].current, beside: streams[1 - index].current, &parts)
            streams[index].parts.append(part)
        }
        self.video = streams[0].parts.map { parts[$0] }
        self.audio = streams[1].parts.map { parts[$0] }
        jumpCount = parts.count - 1
    }

    /// Which of `parts`, the shifts of the file's parts so far, moves `run`; a new one where it begins a part.
    private static func part(
        of run: ClockRun, after last: (run: ClockRun, part: Int)?, beside other: (run: ClockRun, part: Int)?,
        _ parts: inout [MediaTime]
    ) -> Int {
        guard let last else { return parts.count - 1 }
        let due = last.run.end + parts[last.part]
        let newer = parts.indices.dropFirst(last.part + 1).map { (part: $0, misfit: abs((run.start + parts[$0] - due).seconds)) }
        if let best = newer.min(by: { $0.misfit < $1.misfit }), best.misfit <= TimelineLimits.partTolerance.seconds {
            return best.part
        }
        // After the longer of the two, so that nothing of either is lost.
        var start = due
        if let other, other.part == last.part {
            // The other stream plays on through the hole.
            if run.start > last.run.end, other.run.end + TimelineLimits.jump >= run.start { return last.part }
            let end = other.run.end + parts[other.part]
            if end > due, end - due <= TimelineLimits.partTolerance { start = end }
        }
        parts.append(start - run.start)
        return parts.count - 1
    }
}

/// A track whose times follow from its runs.
protocol ClockedTrack {
    var runs: [ClockRun] { get }
    var start: MediaTime { get set }
    var end: MediaTime { get set }
}

extension ClockedTrack {
    /// Its times after `shifts`, one for each of its runs.
    func repaired(by shifts: [MediaTime]) -> Self {
        guard runs.count > 1 else { return self }
        let moved = zip(runs, shifts).map { ($0.start + $1, $0.end + $1) }
        var copy = self
        copy.start = moved.map(\.0).min() ?? .zero
        copy.end = moved.map(\.1).max() ?? .zero
        return copy
    }
}

extension SourceVideoTrack: ClockedTrack {}
extension SourceAudioTrack: ClockedTrack {}

extension ClockRun {
    /// The shifts as a plan has them: none where nothing moves.
    static func shifts(_ runs: [ClockRun], _ shifts: [MediaTime]) -> [ClockShift] {
        guard shifts.contains(where: { $0 != .zero }) else { return [] }
        return zip(runs, shifts).map { ClockShift(firstPacket: $0.firstPacket, shift: $1) }
    }

    /// Holes between runs that were kept: how many, and how long in all.
    static func holes(_ runs: [ClockRun], _ shifts: [MediaTime]) -> (count: Int, duration: MediaTime) {
        var holes = (count: 0, duration: MediaTime.zero)
        for index in runs.indices.dropFirst() {
            let hole = (runs[index].start + shifts[index]) - (runs[index - 1].end + shifts[index - 1])
            if hole > TimelineLimits.jump { holes = (holes.count + 1, holes.duration + hole) }
        }
        return holes
    }
}
