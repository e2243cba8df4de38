import CMAF
import MediaCore
import Presentation

/// Turns the samples of a run of segments of one track into segment files. No I/O: what is finished is handed back.
package struct TrackPackager: Sendable {
    private let track: TrackID
    private var remaining: ArraySlice<SegmentLayout>
    private var segment = Segment()
    private var fragment: Fragment?

    /// - Parameter segments: the run, in order.
    package init(track: TrackID, segments: ArraySlice<SegmentLayout>) {
        self.track = track
        remaining = segments
    }

    /// Adds the next sample in decoding order; the answer is the segment that it completes, if it does.
    package mutating func append(_ timing: SampleTiming, payload: [UInt8]) throws(PackagingError) -> PackagedSegment? {
        guard let layout = remaining.first else { throw .offGrid(track: track, decodeTime: timing.decodeTime) }
        let end = layout.fragmentEnds[segment.fragments.count]
        // Samples come from another process, so a time may be anything.
        let (sampleEnd, overflows) = timing.decodeTime.addingReportingOverflow(Int64(timing.duration))
        guard !overflows, sampleEnd <= end else { throw .offGrid(track: track, decodeTime: timing.decodeTime) }
        do throws(CMAFError) {
            var open: Fragment
            if let fragment { open = fragment } else { open = try newFragment(of: layout) }
            // Two owners would make every sample's append copy the whole payload.
            fragment = nil
            try open.append(timing, payload: payload)
            if sampleEnd < end {
                fragment = open
                return nil
            }
            try segment.append(open)
        } catch { throw .cmaf(track: track, error) }
        return segment.fragments.count == layout.fragmentEnds.count ? close(layout) : nil
    }

    /// Throws unless every segment of the run has been handed back.
    package func finish() throws(PackagingError) {
        if let layout = remaining.first { throw .incomplete(track: track, segment: layout.number) }
    }

    private func newFragment(of layout: SegmentLayout) throws(CMAFError) -> Fragment {
        let index = segment.fragments.count
        return try Fragment(
            sequenceNumber: layout.firstSequenceNumber + UInt32(index), trackNumber: 1,
            baseDecodeTime: index == 0 ? layout.start : layout.fragmentEnds[index - 1])
    }

    private mutating func close(_ layout: SegmentLayout) -> PackagedSegment {
        let serialized = segment.serialized()
        var start = layout.start
        let fragments = zip(serialized.fragments, layout.fragmentEnds).map { range, end in
            defer { start = end }
            return FragmentRecord(
                offset: range.offset, byteCount: range.length, start: start, duration: end - start,
                keyframeByteCount: range.firstSampleLength)
        }
        let record = SegmentRecord(
            number: layout.number, start: layout.start, duration: start - layout.start, byteCount: serialized.byteCount,
            fragments: fragments)
        remaining.removeFirst()
        segment = Segment()
        return PackagedSegment(path: "\(track)/\(record.fileName)", pieces: serialized.pieces, record: record)
    }
}

/// A finished segment file.
package struct PackagedSegment: Sendable {
    /// Within the asset.
    package let path: String
    /// The file's bytes, in order.
    package let pieces: [[UInt8]]
    package let record: SegmentRecord
}
