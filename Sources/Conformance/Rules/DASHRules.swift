import MediaCore

/// The MPD, against the same files that HLS names.
enum DASHRules {
    static let wellFormed = Rule(
        "DASH-001", .must, "The MPD is well-formed XML in the namespace of MPEG-DASH.", source: "ISO/IEC 23009-1 §5.2")
    static let isStatic = Rule("DASH-002", .must, "MPD@type is static.", source: "DASH-IF IOP §4.3")
    static let duration = Rule(
        "DASH-003", .must, "There is one Period, and its @duration is the picture's within one frame.",
        source: "DASH-IF IOP §4.3; ISO/IEC 23009-1 §5.3.2")
    static let coversPeriod = Rule("DASH-004", .must, "Every Representation covers the whole Period.", source: "DASH-IF IOP §4.3")
    static let timeline = Rule(
        "DASH-005", .must, "Audio and video have a SegmentTimeline that says what tfdt and sample durations say.",
        source: "DASH-IF IOP §4.3; ISO/IEC 23009-1 §5.3.9.6")
    static let timescale = Rule("DASH-006", .must, "SegmentTemplate@timescale is written.", source: "DASH-IF IOP §4.3")
    static let oneCodec = Rule(
        "DASH-007", .must, "An AdaptationSet has one codec, and a video codec one AdaptationSet, in the clear.",
        source: "DASH-IF IOP §4.2")
    static let sameTracks = Rule(
        "DASH-008", .must, "The MPD names the init and media segments that HLS names, and no others.",
        source: "Sluice asset layout")
    static let codecs = Rule(
        "DASH-009", .must, "@mimeType and @codecs say what the init segment says.", source: "ISO/IEC 23009-1 §5.3.7; RFC 6381")
    static let size = Rule("DASH-010", .must, "@width and @height are the picture's.", source: "ISO/IEC 23009-1 §5.3.7")
    static let frameRate = Rule("DASH-011", .must, "@frameRate is that of the samples.", source: "ISO/IEC 23009-1 §5.3.7")
    static let sampleAspect = Rule("DASH-012", .must, "@sar is 1:1.", source: "ISO/IEC 23009-1 §5.3.7")
    static let startWithSAP = Rule("DASH-013", .must, "@startWithSAP is 1.", source: "DASH-IF IOP §4.2")
    static let segmentAlignment = Rule("DASH-014", .must, "@segmentAlignment is true.", source: "DASH-IF IOP §4.2")
    static let bandwidth = Rule(
        "DASH-015", .must, "@bandwidth is within 10 % of the track's measured peak.",
        source: "ISO/IEC 23009-1 §5.3.5; Apple HLS Authoring 1.27")

    static let all =
        [
            wellFormed, isStatic, duration, coversPeriod, timeline, timescale, oneCodec, sameTracks, codecs, size, frameRate,
            sampleAspect,
            startWithSAP, segmentAlignment, bandwidth,
        ] + DASHDescriptionRules.all + DASHTileRules.all

    static func check(_ asset: PublishedAsset) -> [Violation] {
        let file = PublishedAsset.presentationPath
        if let problem = asset.presentationProblem {
            return [wellFormed.broken(in: file, at: "byte \(problem.offset)", problem.message)]
        }
        guard let mpd = asset.presentation else { return [] }
        var violations: [Violation] = []
        if mpd.type != "static" { violations.append(isStatic.broken(in: file, "@type is \(mpd.type ?? "not written")")) }
        violations += checkDuration(mpd, asset)
        violations += mpd.periods.flatMap { checkCodecs($0.adaptationSets, asset) }
        let media = asset.mediaRepresentations
        violations += checkTracks(media, asset)
        for representation in media {
            violations += checkTemplate(representation)
            guard let track = asset.track(of: representation) else { continue }
            violations += checkValues(representation, track, targetDuration: asset.targetDuration(of: track))
            if track.isComplete { violations += checkTimeline(representation, track, asset) }
        }
        return violations + DASHDescriptionRules.check(mpd, asset) + DASHTileRules.check(mpd, asset)
    }

    private static func checkDuration(_ mpd: MediaPresentation, _ asset: PublishedAsset) -> [Violation] {
        guard mpd.periods.count == 1, let period = mpd.periods.first else {
            return [duration.broken(in: mpd.file, "there are \(mpd.periods.count) Periods")]
        }
        guard let declared = period.duration else { return [duration.broken(in: mpd.file, "Period@duration is missing")] }
        guard let end = asset.end else { return [] }
        let frame = (asset.videoTracks + asset.audioTracks).map(\.frame).max() ?? .zero
        guard declared.distance(to: end) > frame else { return [] }
        return [duration.broken(in: mpd.file, "Period@duration is \(declared.seconds) s, the media ends at \(end.seconds) s")]
    }

    private static func checkCodecs(_ sets: [MediaPresentation.AdaptationSet], _ asset: PublishedAsset) -> [Violation] {
        let file = PublishedAsset.presentationPath
        var violations: [Violation] = []
        var videoCodecs: Set<Substring> = []
        for set in sets {
            // Four characters: rungs differ in profile and level, which @codecs says too.
            let codecs = Set(set.representations.compactMap { $0["codecs"]?.prefix { $0 != "." } })
            if codecs.count > 1 {
                violations.append(
                    oneCodec.broken(in: file, at: set.place, "there are \(codecs.sorted().joined(separator: " and "))"))
            } else if let codec = codecs.first, set.representations.contains(where: { $0["mimeType"] == "video/mp4" }),
                asset.scheme == nil, !videoCodecs.insert(codec).inserted
            {
                violations.append(oneCodec.broken(in: file, at: set.place, "another set has \(codec) too"))
            }
        }
        return violations
    }

    private static func checkTracks(_ media: [Representation], _ asset: PublishedAsset) -> [Violation] {
        let file = PublishedAsset.presentationPath
        // An encrypted presentation may be for DASH only; else FILE-001 says that HLS is missing.
        if asset.multivariant == nil { return [] }
        // What is missing in one of them only; a file that does not exist at all is FILE-002's.
        let written = Set(media.flatMap(\.references).compactMap(\.path))
        let expected = Set((asset.videoPlaylists + asset.audioPlaylists).flatMap(\.references).compactMap(\.path))
        let missing = expected.subtracting(written).filter { asset.files[$0] != nil }.sorted()
        let extra = written.subtracting(expected).filter { asset.files[$0] != nil }.sorted()
        return missing.prefix(1).map {
            sameTracks.broken(in: file, "\($0) and \(missing.count - 1) more files of HLS are not named")
        }
            + extra.prefix(1).map { sameTracks.broken(in: file, "\($0) and \(extra.count - 1) more files are not named by HLS") }
    }

    private static func checkTemplate(_ representation: Representation) -> [Violation] {
        let (file, place) = (representation.file, representation.place)
        var violations: [Violation] = []
        if representation.timescale == nil {
            violations.append(timescale.broken(in: file, at: place, "@timescale is missing or no number"))
        }
        if representation["startWithSAP"] != "1" {
            violations.append(startWithSAP.broken(in: file, at: place, "it is \(representation["startWithSAP"] ?? "missing")"))
        }
        if representation["segmentAlignment"] != "true" {
            violations.append(
                segmentAlignment.broken(in: file, at: place, "it is \(representation["segmentAlignment"] ?? "missing")"))
        }
        return violations
    }

    private static func checkValues(_ representation: Representation, _ track: TrackMeasurement, targetDuration: Int)
        -> [Violation]
    {
        let (file, place) = (representation.file, representation.place)
        var violations: [Violation] = []
        let mimeType = track.header.video == nil ? "audio/mp4" : "video/mp4"
        if representation["mimeType"] != mimeType || representation["codecs"]?.lowercased() != track.header.codec.lowercased() {
            violations.append(
                codecs.broken(
                    in: file, at: place,
                    "\(representation["mimeType"] ?? "no type"), \(representation["codecs"] ?? "no codec"); the track is \(mimeType), \(track.header.codec)"
                ))
        }
        if let video = track.header.video {
            let (width, height) = (representation["width"] ?? "missing", representation["height"] ?? "missing")
            if width != "\(video.size.width)" || height != "\(video.size.height)" {
                violations.append(
                    size.broken(in: file, at: place, "@width is \(width), @height \(height), the picture \(video.size)"))
            }
            let rate = representation["frameRate"] ?? "missing"
            if let measured = track.framesPerSecond, rate.ratio.map({ abs($0 - measured) > 0.001 }) ?? true {
                violations.append(frameRate.broken(in: file, at: place, "@frameRate is \(rate), the samples say \(measured)"))
            }
            if representation["sar"] != "1:1" {
                violations.append(sampleAspect.broken(in: file, at: place, "@sar is \(representation["sar"] ?? "missing")"))
            }
        }
        if track.isComplete, let measured = track.bitRate(targetDuration: targetDuration)?.peak,
            representation.bandwidth.map({ !BitRate.isClose($0, to: measured) }) ?? true
        {
            violations.append(
                bandwidth.broken(
                    in: file, at: place,
                    "@bandwidth is \(representation.bandwidth.map(String.init) ?? "missing"), the measured peak is \(measured.rounded(.up))"
                ))
        }
        return violations
    }

    private static func checkTimeline(_ representation: Representation, _ track: TrackMeasurement, _ asset: PublishedAsset)
        -> [Violation]
    {
        let (file, place) = (representation.file, representation.place)
        guard let entries = representation.timeline else {
            return [timeline.broken(in: file, at: place, "there is no SegmentTimeline of numbers")]
        }
        // Without its own scale, the numbers mean nothing.
        guard let scale = representation.timescale, let first = entries.first, let last = entries.last else { return [] }
        func time(_ ticks: Int64) -> MediaTime { MediaTime(ticks: ticks, timescale: scale) }
        var violations: [Violation] = []
        if let period = representation.periodDuration {
            // Sound may start or end up to a frame beside the picture.
            let slack = track.frame + (asset.videoTracks.map(\.frame).max() ?? .zero)
            let start = time(first.start &- representation.presentationTimeOffset)
            let end = time(last.start &+ last.duration &- representation.presentationTimeOffset)
            if start > slack || end + slack < period {
                violations.append(
                    coversPeriod.broken(
                        in: file, at: place,
                        "it runs from \(start.seconds) s to \(end.seconds) s, the Period to \(period.seconds) s"))
            }
        }
        let measured = track.segments
        if entries.count != measured.count {
            return violations + [
                timeline.broken(in: file, at: place, "it has \(entries.count) segments, the track \(measured.count)")
            ]
        }
        if let (entry, segment) = zip(entries, measured).first(where: {
            time($0.start) != track.time($1.start) || time($0.duration) != track.time($1.duration)
        }) {
            violations.append(
                timeline.broken(
                    in: file, at: place,
                    "\(segment.file) is at \(time(entry.start)) for \(time(entry.duration)), by its boxes at \(track.time(segment.start)) for \(track.time(segment.duration))"
                ))
        }
        return violations
    }
}

extension String {
    /// `30` or `30000/1001`.
    fileprivate var ratio: Double? {
        let parts = split(separator: "/", omittingEmptySubsequences: false).map { Double($0) ?? 0 }
        guard (1...2).contains(parts.count), !parts.contains(where: { $0 <= 0 }) else { return nil }
        return parts.count == 2 ? parts[0] / parts[1] : parts[0]
    }
}
