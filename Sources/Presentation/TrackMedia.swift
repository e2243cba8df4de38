import MediaCore

/// The files of one track: its init segment and its media segments.
package struct TrackMedia: Hashable, Codable, Sendable {
    /// Its path is the track's folder.
    package var id: TrackID
    /// Ticks a second of all its records.
    package var timescale: Int32
    /// RFC 6381, such as `avc1.64001F`.
    package var codecs: String
    package var initByteCount: Int
    /// In order of time, without gaps.
    package var segments: [SegmentRecord]
    /// Absent from a clear track.
    package var protection: MediaProtection?

    package init(
        id: TrackID, timescale: Int32, codecs: String, initByteCount: Int, segments: [SegmentRecord],
        protection: MediaProtection? = nil
    ) {
        self.id = id
        self.timescale = timescale
        self.codecs = codecs
        self.initByteCount = initByteCount
        self.segments = segments
        self.protection = protection
    }

    /// What `codecs` begins with: `avc1`.
    package var sampleEntryCode: Substring { codecs.prefix { $0 != "." } }

    /// The init segment's name within the track's folder.
    package static let initFileName = "init.mp4"

    /// Every fragment in order of time, with the segment it lies in.
    package var fragments: [(segment: SegmentRecord, fragment: FragmentRecord)] {
        segments.flatMap { segment in segment.fragments.map { (segment, $0) } }
    }

    /// The span from `start` to `end`, both in ticks, as the difference of the two rounded to microseconds. Spans that touch
    /// therefore add up to the microsecond, however many there are.
    package func microseconds(from start: Int64, to end: Int64) -> Int64 {
        MediaTime(ticks: end, timescale: timescale).ticks(timescale: 1_000_000)
            - MediaTime(ticks: start, timescale: timescale).ticks(timescale: 1_000_000)
    }
}
