import MediaCore

/// What the packager wrote down of one media segment file. Times are ticks of the track's timescale.
package struct SegmentRecord: Hashable, Codable, Sendable {
    /// From 1.
    package var number: Int
    /// Decode time of the first sample: the `tfdt` of its first fragment.
    package var start: Int64
    /// Sum of its samples' durations.
    package var duration: Int64
    /// Of the whole file.
    package var byteCount: Int
    /// In order; video has one for each closed GOP. None of a file that is encrypted whole, where no place inside means anything.
    package var fragments: [FragmentRecord]
    /// Absent where it is clear.
    package var key: SegmentKey?

    package init(
        number: Int, start: Int64, duration: Int64, byteCount: Int, fragments: [FragmentRecord], key: SegmentKey? = nil
    ) {
        self.number = number
        self.start = start
        self.duration = duration
        self.byteCount = byteCount
        self.fragments = fragments
        self.key = key
    }

    package var end: Int64 { start + duration }

    /// Its file's name within the track's folder.
    package var fileName: String { Self.fileName(number: "\(number)") }

    /// The name with `number` in its place, which may be a template's variable.
    package static func fileName(number: String) -> String { "\(number).m4s" }
}

/// One `moof` with its `mdat` inside a segment file.
package struct FragmentRecord: Hashable, Codable, Sendable {
    /// Of the `moof`'s first byte from the start of the file.
    package var offset: Int
    /// `moof` and `mdat`.
    package var byteCount: Int
    /// Decode time of the first sample, in ticks of the track's timescale.
    package var start: Int64
    package var duration: Int64
    /// From the `moof`'s first byte to the end of the first sample: what a player fetches for the keyframe alone.
    package var keyframeByteCount: Int

    package init(offset: Int, byteCount: Int, start: Int64, duration: Int64, keyframeByteCount: Int) {
        self.offset = offset
        self.byteCount = byteCount
        self.start = start
        self.duration = duration
        self.keyframeByteCount = keyframeByteCount
    }

    package var end: Int64 { start + duration }
}
