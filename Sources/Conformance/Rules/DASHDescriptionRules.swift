import MediaCore

/// What an MPD must say of itself, of its sound and of how much a player has to hold.
enum DASHDescriptionRules {
    static let identity = Rule(
        "DASH-016", .must,
        "The MPD has @profiles and @minBufferTime, and every Representation an @id of its own and a @bandwidth.",
        source: "ISO/IEC 23009-1 §5.3.1.2, §5.3.5.2")
    static let noClock = Rule(
        "DASH-017", .must, "The MPD names no time of day.", source: "Sluice: same input, same bytes")
    static let sound = Rule(
        "DASH-018", .must, "@audioSamplingRate and AudioChannelConfiguration are those of the AudioSpecificConfig.",
        source: "ISO/IEC 23009-1 §5.3.7, §5.8.5.4")
    static let language = Rule(
        "DASH-019", .must, "@lang of sound is the LANGUAGE that HLS gives to the same track.",
        source: "ISO/IEC 23009-1 §5.3.3; Sluice asset layout")
    static let buffer = Rule(
        "DASH-030", .must,
        "From any segment on, a player that receives @bandwidth and waits @minBufferTime has every segment when it is due.",
        source: "ISO/IEC 23009-1 §5.3.1.2, §5.3.5.4")

    static let all = [identity, noClock, sound, language, buffer]

    static func check(_ mpd: MediaPresentation, _ asset: PublishedAsset) -> [Violation] {
        checkIdentity(mpd) + checkClock(mpd) + checkSound(mpd, asset) + checkBuffer(mpd, asset)
    }

    private static func checkIdentity(_ mpd: MediaPresentation) -> [Violation] {
        var violations = ["profiles", "minBufferTime"].filter { mpd.attributes[$0] == nil }.map {
            identity.broken(in: mpd.file, "@\($0) is missing")
        }
        var ids: Set<String> = []
        for representation in mpd.representations {
            if representation.id.isEmpty || !ids.insert(representation.id).inserted {
                violations.append(identity.broken(in: mpd.file, at: representation.place, "it has no @id of its own"))
            }
            if representation["bandwidth"] == nil {
                violations.append(identity.broken(in: mpd.file, at: representation.place, "it has no @bandwidth"))
            }
        }
        return violations
    }

    private static func checkClock(_ mpd: MediaPresentation) -> [Violation] {
        let names = ["availabilityStartTime", "availabilityEndTime", "publishTime"].filter { mpd.attributes[$0] != nil }
        return (names.map { "@\($0)" } + (mpd.hasUTCTiming ? ["UTCTiming"] : [])).map {
            noClock.broken(in: mpd.file, "there is \($0)")
        }
    }

    private static func checkSound(_ mpd: MediaPresentation, _ asset: PublishedAsset) -> [Violation] {
        var violations: [Violation] = []
        for representation in mpd.representations {
            guard let track = asset.track(of: representation), let audio = track.header.audio else { continue }
            let (rate, channels) = (representation["audioSamplingRate"], representation.channelConfiguration)
            if rate != "\(audio.sampleRate)" || channels != audio.channelCount {
                violations.append(
                    sound.broken(
                        in: mpd.file, at: representation.place,
                        "\(rate ?? "no rate") and \(channels.map(String.init) ?? "no") channels, the sound has \(audio.sampleRate) and \(audio.channelCount)"
                    ))
            }
            let languages = asset.multivariant?.renditions.filter { asset.track(of: $0)?.playlist == track.playlist }
                .compactMap { $0.attributes["LANGUAGE"] }
            if let language = languages?.first, representation["lang"] != language {
                violations.append(
                    self.language.broken(
                        in: mpd.file, at: representation.place,
                        "@lang is \(representation["lang"] ?? "missing"), LANGUAGE is \(language)"))
            }
        }
        return violations
    }

    private static func checkBuffer(_ mpd: MediaPresentation, _ asset: PublishedAsset) -> [Violation] {
        guard let wait = mpd.attributes["minBufferTime"].flatMap(isoDuration)?.seconds else { return [] }
        return mpd.representations.compactMap { representation in
            guard let track = asset.track(of: representation), track.isComplete,
                let declared = representation.bandwidth,
                let peak = track.bitRate(targetDuration: asset.targetDuration(of: track))?.peak,
                // Another rate is DASH-015's.
                BitRate.isClose(declared, to: peak)
            else { return nil }
            // How far the worst run of segments lags behind, in bits.
            let rate = Double(declared)
            var backlog = 0.0
            var worst = 0.0
            for segment in track.segments {
                backlog += Double(segment.byteCount) * 8
                worst = max(worst, backlog)
                backlog = max(0, backlog - rate * track.time(segment.duration).seconds)
            }
            // The times are written in milliseconds.
            guard worst / rate > wait + 0.002 else { return nil }
            return buffer.broken(
                in: mpd.file, at: representation.place, "it needs \(worst / rate) s at \(declared) bit/s, not \(wait) s")
        }
    }
}

extension PublishedAsset {
    /// The track that a Representation names by its init segment.
    func track(of representation: Representation) -> TrackMeasurement? {
        guard let path = representation.initializationPath else { return nil }
        return tracks.values.first { $0.header.file == path }
    }
}
