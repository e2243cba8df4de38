import Presentation

extension MediaPresentationDescription {
    /// Where a track's files are and when they play (ISO/IEC 23009-1 §5.3.9.4 and §5.3.9.6). The timeline counts as `tfdt` does,
    /// so the first `S` of sound includes the priming.
    func segmentTemplate(_ media: TrackMedia) -> XMLElement {
        XMLElement(
            "SegmentTemplate",
            [
                "media": "\(media.id.path)/\(SegmentRecord.fileName(number: "$Number$"))",
                "initialization": "\(media.id.path)/\(TrackMedia.initFileName)",
                "startNumber": "\(media.segments.first?.number ?? 1)",
                "timescale": "\(media.timescale)",
            ],
            children: [XMLElement("SegmentTimeline", children: timeline(media.segments))])
    }

    /// Runs of segments of one duration, each an `S`.
    private func timeline(_ segments: [SegmentRecord]) -> [XMLElement] {
        var runs: [(duration: Int64, count: Int)] = []
        for segment in segments {
            if let last = runs.last, last.duration == segment.duration {
                runs[runs.count - 1].count += 1
            } else {
                runs.append((segment.duration, 1))
            }
        }
        var elements = runs.map { run in
            var element = XMLElement("S", ["d": "\(run.duration)"])
            if run.count > 1 { element.attributes.append(("r", "\(run.count - 1)")) }
            return element
        }
        if let first = segments.first { elements[0].attributes.insert(("t", "\(first.start)"), at: 0) }
        return elements
    }
}
