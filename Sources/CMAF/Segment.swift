import ISOBMFF

/// A CMAF segment: consecutive fragments of one track, published as one file (ISO/IEC 23000-19 §7.3.3.1).
package struct Segment: Sendable {
    package private(set) var fragments: [Fragment] = []

    package init() {}

    /// - Throws: `emptyFragment`, or `decodeTimeGap` when the fragment does not start where the segment ends.
    package mutating func append(_ fragment: Fragment) throws(CMAFError) {
        guard !fragment.samples.isEmpty else { throw .emptyFragment(sequenceNumber: fragment.sequenceNumber) }
        if let last = fragments.last, last.endDecodeTime != fragment.baseDecodeTime {
            throw .decodeTimeGap(expected: last.endDecodeTime, found: fragment.baseDecodeTime)
        }
        fragments.append(fragment)
    }

    /// In ticks.
    package var duration: Int64 { fragments.reduce(0) { $0 + $1.duration } }

    /// The segment's file. Payloads are shared with the fragments, not copied.
    package func serialized() -> SerializedSegment {
        var segment = SerializedSegment()
        segment.append([SegmentTypeBox(major_brand: "msdh", compatible_brands: ["msdh", "cmfs"]).serialized()])
        for fragment in fragments {
            let head = fragment.serializedHead()
            segment.fragments.append(
                SerializedSegment.FragmentRange(
                    offset: segment.byteCount, length: head.count + fragment.payload.count,
                    firstSampleLength: head.count + Int(fragment.samples.first?.size ?? 0)))
            segment.append([head, fragment.payload])
        }
        return segment
    }
}

/// A segment's bytes, ready to be written, and where its fragments lie in them.
package struct SerializedSegment: Sendable {
    /// Bytes of one fragment within the segment's file.
    package struct FragmentRange: Hashable, Sendable {
        /// Of the first byte of the `moof`.
        package let offset: Int
        /// Of `moof` and `mdat`.
        package let length: Int
        /// From the first byte of the `moof` to the end of the first sample: what an I-frame playlist names.
        package let firstSampleLength: Int
    }

    /// The file in parts, in order.
    package private(set) var pieces: [[UInt8]] = []
    package private(set) var byteCount = 0
    package fileprivate(set) var fragments: [FragmentRange] = []

    /// The file as one run of bytes: a copy.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        for piece in pieces { bytes.append(contentsOf: piece) }
        return bytes
    }

    fileprivate mutating func append(_ parts: [[UInt8]]) {
        for part in parts {
            pieces.append(part)
            byteCount += part.count
        }
    }
}
