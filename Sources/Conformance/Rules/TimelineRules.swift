import MediaCore

/// When the segments of all tracks begin and end, and where pictures can be entered.
enum TimelineRules {
    static let videoBoundaries = Rule(
        "TIME-001", .must, "All video tracks have as many segments, and they start at exactly the same times.",
        source: "Apple HLS Authoring 8.22; CMAF §7.3")
    static let audioBoundaries = Rule(
        "TIME-002", .must,
        "Audio segments are as many as the video's, or as those of the first sound without one, and start within one AAC frame of them.",
        source: "Sluice segment grid")
    static let equalDurations = Rule(
        "TIME-003", .must, "All video tracks end within one frame of each other.", source: "CMAF §7.3")
    static let audioEnd = Rule(
        "TIME-004", .must, "The sound, priming taken off, ends within one AAC frame and one video frame of the picture.",
        source: "Sluice segment grid")
    static let startsAtZero = Rule(
        "TIME-005", .must, "The first picture is presented at zero.", source: "CMAF §7.5; Sluice segment grid")
    static let startsWithIDR = Rule(
        "TIME-006", .must, "Every fragment, and so every segment, starts with an IDR picture, of AV1 with a key frame.",
        source: "Apple HLS Authoring 7.4; CMAF §7.3")
    static let closedGOP = Rule(
        "TIME-007", .must, "No picture of a fragment is presented before the fragment's first.", source: "Apple HLS Authoring 7.4"
    )
    static let idrInterval = Rule(
        "TIME-008", .should, "There is an IDR picture every 2 s, rounded to whole frames.", source: "Apple HLS Authoring 1.13")

    static let evenPace = Rule(
        "TIME-009", .must, "Pictures follow each other one frame apart, also from fragment to fragment and segment to segment.",
        source: "Sluice segment grid; CMAF §7.3")

    static let all = [
        videoBoundaries, audioBoundaries, equalDurations, audioEnd, startsAtZero, startsWithIDR, closedGOP, idrInterval,
        evenPace,
    ]

    static func check(_ asset: PublishedAsset) -> [Violation] {
        let videos = asset.videoTracks.filter(\.isComplete)
        let sounds = asset.audioTracks.filter(\.isComplete)
        var violations = videos.flatMap { checkPictures($0) + checkPace($0) }
        guard let reference = videos.first ?? sounds.first else { return violations }
        for track in videos.dropFirst() {
            violations += checkBoundaries(of: track, against: reference)
            if track.presentationEnd.distance(to: reference.presentationEnd) > max(track.frame, reference.frame) {
                violations.append(
                    equalDurations.broken(
                        in: track.playlist,
                        "the track ends at \(track.presentationEnd.seconds) s, \(reference.playlist) at \(reference.presentationEnd.seconds) s"
                    ))
            }
        }
        for track in sounds {
            violations += checkSound(track, against: reference)
            if track.presentationEnd.distance(to: reference.presentationEnd) > track.frame + reference.frame {
                violations.append(
                    audioEnd.broken(
                        in: track.playlist,
                        "the sound ends at \(track.presentationEnd.seconds) s, the picture at \(reference.presentationEnd.seconds) s"
                    ))
            }
        }
        return violations
    }

    private static func checkBoundaries(of track: TrackMeasurement, against reference: TrackMeasurement) -> [Violation] {
        guard track.segments.count == reference.segments.count else {
            return [
                videoBoundaries.broken(
                    in: track.playlist,
                    "there are \(track.segments.count) segments, \(reference.segments.count) in \(reference.playlist)")
            ]
        }
        return zip(track.segments, reference.segments).filter { track.time($0.start) != reference.time($1.start) }.prefix(1).map {
            videoBoundaries.broken(
                in: $0.file,
                "the segment starts at \(track.time($0.start)) s, in \(reference.playlist) at \(reference.time($1.start)) s")
        }
    }

    /// A boundary may be told in decoding time or with the priming taken off: the packager cuts at the frame nearest to either.
    private static func checkSound(_ track: TrackMeasurement, against reference: TrackMeasurement) -> [Violation] {
        guard track.segments.count == reference.segments.count else {
            return [
                audioBoundaries.broken(
                    in: track.playlist,
                    "there are \(track.segments.count) segments, \(reference.segments.count) in \(reference.playlist)")
            ]
        }
        return zip(track.segments, reference.segments).dropFirst().filter { sound, picture in
            let boundary = reference.time(picture.start)
            return [0, track.header.priming].allSatisfy {
                track.time(sound.start &- $0).distance(to: boundary) > track.frame
            }
        }.prefix(1).map {
            audioBoundaries.broken(
                in: $0.file,
                "the segment starts at \(track.time($0.start).seconds) s, the picture's at \(reference.time($1.start).seconds) s")
        }
    }

    /// The first place where pictures are missing, doubled or out of step. A fragment with pictures before its first is TIME-007's.
    private static func checkPace(_ track: TrackMeasurement) -> [Violation] {
        var end: Int64?
        for segment in track.segments {
            for fragment in segment.fragments {
                guard fragment.presentationStart == fragment.firstPresentation else {
                    end = nil
                    continue
                }
                let place = "moof at byte \(fragment.offset)"
                if let end, end != fragment.presentationStart {
                    return [
                        evenPace.broken(
                            in: segment.file, at: place,
                            "the pictures before end at \(track.time(end).seconds) s, these start at \(track.time(fragment.presentationStart).seconds) s"
                        )
                    ]
                }
                if !fragment.isEven { return [evenPace.broken(in: segment.file, at: place, "pictures are missing or doubled")] }
                end = fragment.presentationEnd
            }
        }
        return []
    }

    private static func checkPictures(_ track: TrackMeasurement) -> [Violation] {
        var violations: [Violation] = []
        if let first = track.segments.first?.fragments.first, first.presentationStart != track.header.priming {
            violations.append(
                startsAtZero.broken(
                    in: track.segments[0].file,
                    "the first picture is presented at \(track.time(first.presentationStart &- track.header.priming).seconds) s"))
        }
        // 2 s and up to one frame more: 48 frames at 23.976 frames a second are 2.002 s.
        let longest = MediaTime(ticks: 2, timescale: 1) + track.frame
        var lastIDR: Int64?
        for segment in track.segments {
            for fragment in segment.fragments {
                let place = "moof at byte \(fragment.offset)"
                if !fragment.startsWithIDR {
                    violations.append(startsWithIDR.broken(in: segment.file, at: place, "the first sample is no IDR picture"))
                }
                if fragment.presentationStart < fragment.firstPresentation {
                    violations.append(
                        closedGOP.broken(
                            in: segment.file, at: place,
                            "a picture is presented \(track.time(fragment.firstPresentation &- fragment.presentationStart).seconds) s before the first"
                        ))
                }
                for time in fragment.idrTimes {
                    if let last = lastIDR, track.time(time &- last) > longest {
                        violations.append(
                            idrInterval.broken(
                                in: segment.file, at: place, "\(track.time(time &- last).seconds) s pass between IDR pictures"))
                    }
                    lastIDR = time
                }
            }
        }
        if let last = lastIDR, let segment = track.segments.last, track.time(segment.presentationEnd &- last) > longest {
            violations.append(
                idrInterval.broken(
                    in: segment.file,
                    "\(track.time(segment.presentationEnd &- last).seconds) s pass from the last IDR picture to the end"))
        }
        return violations
    }
}
