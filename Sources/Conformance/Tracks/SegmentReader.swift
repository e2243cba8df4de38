import ISOBMFF

/// Reads the media segments of one track in order and keeps their sums. Decode times run on from segment to segment: a `tfdt` that
/// differs is reported, and the sum of durations counts, so that one wrong number is one fault.
struct SegmentReader {
    private let header: TrackHeader
    private var decodeTime: Int64 = 0
    private var sequenceNumber: UInt32?

    init(header: TrackHeader) { self.header = header }

    /// A segment, or why there is none, beside what it breaks of the rules.
    mutating func read(_ bytes: [UInt8], file: String) -> (segment: SegmentMeasurement?, violations: [Violation]) {
        let (boxes, defects) = CMAFHeaderRules.survey(bytes, file: file)
        guard defects.isEmpty else { return (nil, defects) }
        var (pairs, violations) = CMAFFragmentRules.pairs(in: boxes, file: file)
        guard let pairs else { return (nil, violations) }
        violations += CMAFFragmentRules.check(boxes, file: file)
        var fragments: [FragmentMeasurement] = []
        for (moof, mdat) in pairs {
            do {
                let boxes = try FragmentBoxes(moof: moof, mdat: mdat, defaults: header.defaults)
                violations += CMAFFragmentRules.check(boxes, header, file: file) + checkOrder(boxes, file: file)
                let (fragment, broken) = measure(boxes, in: bytes, file: file)
                violations += broken
                fragments.append(fragment)
                decodeTime = fragment.decodeTime &+ fragment.duration
                sequenceNumber = boxes.sequenceNumber
            } catch {
                return (nil, violations + [CMAFHeaderRules.boxes.broken(in: file, "\(error)")])
            }
        }
        return (SegmentMeasurement(file: file, byteCount: bytes.count, fragments: fragments), violations)
    }

    private func checkOrder(_ fragment: FragmentBoxes, file: String) -> [Violation] {
        let place = "moof at byte \(fragment.offset)"
        var violations: [Violation] = []
        if fragment.decodeTime != UInt64(clamping: decodeTime) {
            violations.append(
                CMAFFragmentRules.decodeTime.broken(
                    in: file, at: place, "tfdt is \(fragment.decodeTime), the durations before it add up to \(decodeTime)"))
        }
        if let last = sequenceNumber, fragment.sequenceNumber <= last {
            violations.append(
                CMAFFragmentRules.sequence.broken(in: file, at: place, "number \(fragment.sequenceNumber) follows number \(last)")
            )
        }
        return violations
    }

    private func measure(
        _ boxes: FragmentBoxes, in bytes: [UInt8], file: String
    ) -> (fragment: FragmentMeasurement, violations: [Violation]) {
        var fragment = FragmentMeasurement(
            offset: boxes.offset, firstSampleEnd: boxes.mediaData.lowerBound + Int(boxes.samples.first?.size ?? 0),
            decodeTime: decodeTime, sampleCount: boxes.samples.count)
        var violations: [Violation] = []
        var position = boxes.mediaData.lowerBound
        var time = decodeTime
        var presentations: [Int64] = []
        for (index, sample) in boxes.samples.enumerated() {
            let presentation = time &+ sample.compositionOffset
            let end = position + Int(sample.size)
            var isIDR = header.video != nil && !sample.flags.sample_is_non_sync_sample
            // Where sizes do not fit the mdat, no sample's place is known.
            if let video = header.video, boxes.fillsMediaData {
                let coded = CodedSample(bytes.span.bytes.extracting(position..<end), video)
                if let coded { isIDR = coded.isKeyframe }
                violations += CMAFFragmentRules.check(sample, number: index + 1, coded, at: boxes.offset, file: file)
            }
            presentations.append(presentation)
            fragment.add(presentation: presentation, duration: sample.duration, isIDR: isIDR, isFirst: index == 0)
            position = end
            time = time &+ Int64(sample.duration)
        }
        presentations.sort()
        let frame = Int64(fragment.shortestSample)
        fragment.isEven = zip(presentations, presentations.dropFirst()).allSatisfy { $1 &- $0 == frame }
        return (fragment, violations)
    }
}

extension FragmentMeasurement {
    fileprivate init(offset: Int, firstSampleEnd: Int, decodeTime: Int64, sampleCount: Int) {
        self.init(
            offset: offset, firstSampleEnd: firstSampleEnd, decodeTime: decodeTime, sampleCount: sampleCount, duration: 0,
            shortestSample: 0, firstPresentation: decodeTime, presentationStart: decodeTime, presentationEnd: decodeTime,
            idrTimes: [], startsWithIDR: false, isEven: true)
    }

    fileprivate mutating func add(presentation: Int64, duration: UInt32, isIDR: Bool, isFirst: Bool) {
        if isFirst {
            firstPresentation = presentation
            presentationStart = presentation
            startsWithIDR = isIDR
            shortestSample = duration
        }
        presentationStart = min(presentationStart, presentation)
        presentationEnd = max(presentationEnd, presentation &+ Int64(duration))
        shortestSample = min(shortestSample, duration)
        self.duration = self.duration &+ Int64(duration)
        if isIDR { idrTimes.append(presentation) }
    }
}
