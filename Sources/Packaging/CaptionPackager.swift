import MediaCore
import Presentation

/// Cuts one language's cues into a WebVTT file for each segment of the picture. A cue that crosses a border stands in both
/// files with its own times, which players join again (RFC 8216 §3.5).
package struct CaptionPackager: Sendable {
    package let track: TrackID
    /// Those that fit; all of them save for captions made to fill a disk.
    package let cues: [CaptionCue]
    /// Some cues were left out.
    package let isCut: Bool
    /// Microseconds.
    private let boundaries: [Int64]

    /// Of the cues in all segment files together.
    package let byteCount: Int

    /// Bytes of the segment files of all languages together at most. Cues that each last for hours stand in thousands of files, and
    /// whoever checks an asset has all of them in memory.
    package static let largest = 24 << 20

    /// Cue times count from the asset's start, as the presentation times of pictures and sound do once their edit lists have
    /// taken the priming off; so local time zero is media time zero. That is also what a player must assume without the tag.
    private static let timestampMap = "X-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n"

    /// - Parameters:
    ///   - cues: in order of time.
    ///   - boundaries: where each segment ends.
    ///   - limit: of `byteCount`.
    package init(track: TrackID, cues: [CaptionCue], boundaries: [MediaTime], limit: Int = largest) {
        self.track = track
        let ends = boundaries.map { $0.ticks(timescale: 1_000_000) }
        self.boundaries = ends
        var (bytes, kept) = (0, 0)
        // The segment that holds a time.
        func place(of time: Int64) -> Int {
            var range = 0..<boundaries.count
            while !range.isEmpty {
                let middle = (range.lowerBound + range.upperBound) / 2
                range = ends[middle] <= time ? middle + 1..<range.upperBound : range.lowerBound..<middle
            }
            return range.lowerBound
        }
        for cue in cues {
            let segments = place(of: cue.end - 1) - place(of: cue.start) + 1
            let size = segments * WebVTT.document([cue]).utf8.count
            if bytes + size > limit { break }
            bytes += size
            kept += 1
        }
        byteCount = bytes
        self.cues = Array(cues.prefix(kept))
        isCut = kept < cues.count
    }

    /// The file of all cues.
    package var whole: String { WebVTT.document(cues) }

    /// Hands out the segment files one by one.
    package func segments(_ put: (_ path: String, _ text: String) throws -> Void) rethrows {
        // Cues that have begun and not ended, in order of their beginning.
        var open: [CaptionCue] = []
        var next = 0
        var start: Int64 = 0
        for (index, end) in boundaries.enumerated() {
            open.removeAll { $0.end <= start }
            // The last segment also has what ends with the asset, were it by rounding.
            while next < cues.count, cues[next].start < end || index == boundaries.count - 1 {
                open.append(cues[next])
                next += 1
            }
            try put(
                "\(track)/\(TextTrack.fileName(number: index + 1))", WebVTT.document(header: Self.timestampMap, open))
            start = end
        }
    }
}
