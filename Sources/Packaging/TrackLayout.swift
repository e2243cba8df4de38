/// Where the segments of a track begin and end, decided before its first sample exists, so that any run of them can be packaged
/// by itself and in any order.
package struct TrackLayout: Hashable, Sendable {
    /// In order, without gaps.
    package var segments: [SegmentLayout]

    package init(segments: [SegmentLayout]) { self.segments = segments }
}

/// One segment to be: its number and the decode times that bound its fragments.
package struct SegmentLayout: Hashable, Sendable {
    /// From 1.
    package var number: Int
    /// `mfhd`'s number of the first fragment, from 1; it rises by one a fragment through the whole track.
    package var firstSequenceNumber: UInt32
    /// Decode time of the first sample, in ticks of the track's timescale.
    package var start: Int64
    /// Decode time at which each fragment ends; the last one ends the segment. At least one.
    package var fragmentEnds: [Int64]

    package init(number: Int, firstSequenceNumber: UInt32, start: Int64, fragmentEnds: [Int64]) {
        self.number = number
        self.firstSequenceNumber = firstSequenceNumber
        self.start = start
        self.fragmentEnds = fragmentEnds
    }
}
