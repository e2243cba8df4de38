import CMAF
import CommonEncryption
import MediaCore
import Presentation

/// Turns the samples of a run of segments of one track into segment files. No I/O: what is finished is handed back. One thread.
package struct TrackPackager {
    private let track: TrackID
    private let protector: TrackProtector?
    private var remaining: ArraySlice<SegmentLayout>
    private var segment = Segment()
    private var fragment: Fragment?
    /// Of the fragment before.
    private var byteCount = 0

    /// - Parameters:
    ///   - segments: the run, in order.
    ///   - protector: encrypts it, and nothing else.
    package init(track: TrackID, segments: ArraySlice<SegmentLayout>, protector: TrackProtector? = nil) {
        self.track = track
        self.protector = protector
        remaining = segments
    }

    /// Adds the next sample in decoding order; the answer is the segment that it completes, if it does.
    package mutating func append(_ timing: SampleTiming, payload: ArraySlice<UInt8>) throws(PackagingError) -> PackagedSegment? {
        guard let layout = remaining.first else { throw .offGrid(track: track, decodeTime: timing.decodeTime) }
        let end = layout.fragmentEnds[segment.fragments.count]
        // Samples come from another process, so a time may be anything.
        let (sampleEnd, overflows) = timing.decodeTime.addingReportingOverflow(Int64(timing.duration))
        guard !overflows, sampleEnd <= end else { throw .offGrid(track: track, decodeTime: timing.decodeTime) }
        var open: Fragment
        do throws(CMAFError) {
            if let fragment { open = fragment } else { open = try newFragment(of: layout) }
            // Two owners would make every sample's append copy the whole payload.
            fragment = nil
            try open.append(timing, payload: payload)
        } catch { throw .cmaf(track: track, error) }
        if sampleEnd < end {
            fragment = open
            return nil
        }
        byteCount = open.payload.count
        do { try protector?.encrypt(&open, ofSegment: layout.number) } catch { throw .encryption(track: track, error) }
        do { try segment.append(open) } catch { throw .cmaf(track: track, error) }
        return segment.fragments.count == layout.fragmentEnds.count ? try close(layout) : nil
    }

    /// Throws unless every segment of the run has been handed back.
    package func finish() throws(PackagingError) {
        if let layout = remaining.first { throw .incomplete(track: track, segment: layout.number) }
    }

    private func newFragment(of layout: SegmentLayout) throws(CMAFError) -> Fragment {
        let index = segment.fragments.count
        var fragment = try Fragment(
            sequenceNumber: layout.firstSequenceNumber + UInt32(index), trackNumber: 1,
            baseDecodeTime: index == 0 ? layout.start : layout.fragmentEnds[index - 1])
        // One that grows little by little is copied as often.
        fragment.payload.reserveCapacity(byteCount + byteCount / 4)
        return fragment
    }

    private mutating func close(_ layout: SegmentLayout) throws(PackagingError) -> PackagedSegment {
        let serialized = segment.serialized()
        var start = layout.start
        var fragments = zip(serialized.fragments, layout.fragmentEnds).map { range, end in
            defer { start = end }
            return FragmentRecord(
                offset: range.offset, byteCount: range.length, start: start, duration: end - start,
                keyframeByteCount: range.firstSampleLength)
        }
        var file: (pieces: [[UInt8]], opening: TrackProtector.Opening?) = (serialized.pieces, nil)
        if let protector {
            do { file = try protector.finish(file.pieces, ofSegment: layout.number) } catch {
                throw .encryption(track: track, error)
            }
            if protector.hasWholeFiles { fragments = [] }
        }
        let record = SegmentRecord(
            number: layout.number, start: layout.start, duration: start - layout.start,
            byteCount: file.pieces.reduce(0) { $0 + $1.count }, fragments: fragments,
            key: file.opening.map { SegmentKey(id: $0.key, vector: $0.vector) })
        remaining.removeFirst()
        segment = Segment()
        return PackagedSegment(track: track, path: "\(track)/\(record.fileName)", pieces: file.pieces, record: record)
    }
}

/// A finished segment file.
package struct PackagedSegment: Sendable {
    package let track: TrackID
    /// Within the asset.
    package let path: String
    /// The file's bytes, in order.
    package let pieces: [[UInt8]]
    package let record: SegmentRecord
}
