import MediaCore

/// What the multivariant playlist promises of its variants, against what their files hold.
enum HLSVariantRules {
    static let attributes = Rule(
        "HLS-020", .must,
        "EXT-X-STREAM-INF has BANDWIDTH, AVERAGE-BANDWIDTH and CODECS, with video also RESOLUTION and FRAME-RATE.",
        source: "Apple HLS Authoring 9.1–9.15")
    static let codecs = Rule(
        "HLS-021", .must, "CODECS lists exactly the codecs of the init segments of the variant and its audio group.",
        source: "RFC 8216 §4.3.4.2")
    static let resolution = Rule(
        "HLS-022", .must, "RESOLUTION is the cropped size in the sequence parameter set.", source: "RFC 8216 §4.3.4.2")
    static let frameRate = Rule(
        "HLS-023", .must, "FRAME-RATE is that of the samples' durations, to three decimals.", source: "RFC 8216 §4.3.4.2")
    static let audioGroup = Rule(
        "HLS-024", .must, "Every variant names an audio group that exists, and none where the asset has no sound of its own.",
        source: "RFC 8216 §4.3.4.2.1; Apple HLS Authoring 8.10")
    static let renditionAttributes = Rule(
        "HLS-025", .must, "Audio EXT-X-MEDIA has GROUP-ID, LANGUAGE, NAME, DEFAULT, AUTOSELECT, CHANNELS and URI.",
        source: "RFC 8216 §4.3.4.1; Apple HLS Authoring 8.10")
    static let channels = Rule(
        "HLS-026", .must, "CHANNELS is the channel count of the AudioSpecificConfig.", source: "RFC 8216 §4.3.4.1")
    static let bandwidth = Rule(
        "HLS-027", .must, "BANDWIDTH is within 10 % of the measured peak, that of the audio group included.",
        source: "RFC 8216 §4.1; Apple HLS Authoring 1.27, 9.13")
    static let averageBandwidth = Rule(
        "HLS-028", .must, "AVERAGE-BANDWIDTH is within 10 % of the measured average, that of the audio group included.",
        source: "Apple HLS Authoring 1.26, 9.13")
    static let peakToAverage = Rule(
        "HLS-029", .should, "The peak is at most 200 % of the average.", source: "Apple HLS Authoring 1.30")
    static let defaultVariant = Rule(
        "HLS-030", .should, "The first variant averages about 2 Mbit/s where one of its codec does.",
        source: "Apple HLS Authoring 1.32")

    static let all = [
        attributes, codecs, resolution, frameRate, audioGroup, renditionAttributes, channels, bandwidth, averageBandwidth,
        peakToAverage, defaultVariant,
    ]

    static func check(_ asset: PublishedAsset) -> [Violation] {
        guard let multivariant = asset.multivariant else { return [] }
        return multivariant.variants.flatMap { check($0, multivariant, asset) }
            + multivariant.renditions.filter { $0.attributes["TYPE"] == "AUDIO" }.flatMap {
                checkRendition($0, multivariant, asset)
            }
            + checkDefault(multivariant)
    }

    private static func check(
        _ variant: MultivariantPlaylist.Entry, _ multivariant: MultivariantPlaylist, _ asset: PublishedAsset
    ) -> [Violation] {
        let (file, place, list) = (multivariant.file, variant.place, variant.attributes)
        let track = asset.track(of: variant)
        let isVideo = track?.header.audio == nil
        let required = ["BANDWIDTH", "AVERAGE-BANDWIDTH", "CODECS"] + (isVideo ? ["RESOLUTION", "FRAME-RATE"] : [])
        var violations = attributes.missing(required, in: variant, file)
        let wrongGroup = checkGroup(variant, multivariant, isVideo: isVideo)
        violations += wrongGroup
        // Codecs and rates include those of the group.
        guard let track, wrongGroup.isEmpty else { return violations }

        let group = list["AUDIO"].map(multivariant.audioRenditions) ?? []
        let sounds = group.compactMap(asset.track)
        if let text = list["CODECS"], sounds.count == group.count {
            let written = text.split(separator: ",").map { $0.filter { $0 != " " }.lowercased() }.sorted()
            let expected = Set(([track] + sounds).map { $0.header.codec.lowercased() }).sorted()
            if written != expected {
                violations.append(
                    codecs.broken(
                        in: file, at: place, "CODECS is “\(text)”, the init segments say “\(expected.joined(separator: ","))”"))
            }
        }
        if let video = track.header.video, let text = list["RESOLUTION"], list.resolution("RESOLUTION") != video.size {
            violations.append(
                resolution.broken(in: file, at: place, "RESOLUTION is \(text), the picture is \(video.size)"))
        }
        if isVideo, let text = list["FRAME-RATE"], let rate = track.framesPerSecond,
            DecimalSeconds(text).map({ abs($0.time.seconds - rate) > 0.00051 }) ?? true
        {
            violations.append(frameRate.broken(in: file, at: place, "FRAME-RATE is \(text), the samples say \(rate)"))
        }
        return violations + checkRates(variant, asset, file)
    }

    private static func checkGroup(
        _ variant: MultivariantPlaylist.Entry, _ multivariant: MultivariantPlaylist, isVideo: Bool
    ) -> [Violation] {
        let hasSound = multivariant.renditions.contains { $0.attributes["TYPE"] == "AUDIO" }
        if let group = variant.attributes["AUDIO"] {
            guard multivariant.audioRenditions(group: group).isEmpty else { return [] }
            return [audioGroup.broken(in: multivariant.file, at: variant.place, "there is no audio group “\(group)”")]
        }
        guard hasSound, isVideo else { return [] }
        return [audioGroup.broken(in: multivariant.file, at: variant.place, "the variant names no audio group")]
    }

    private static func checkRates(
        _ variant: MultivariantPlaylist.Entry, _ asset: PublishedAsset, _ file: String
    ) -> [Violation] {
        guard let (peak, average) = asset.rates(of: variant) else { return [] }
        var violations: [Violation] = []
        if let declared = variant.attributes.integer("BANDWIDTH"), !BitRate.isClose(declared, to: peak) {
            violations.append(
                bandwidth.broken(
                    in: file, at: variant.place, "BANDWIDTH is \(declared), the measured peak is \(peak.rounded(.up))"))
        }
        if let declared = variant.attributes.integer("AVERAGE-BANDWIDTH"), !BitRate.isClose(declared, to: average) {
            violations.append(
                averageBandwidth.broken(
                    in: file, at: variant.place,
                    "AVERAGE-BANDWIDTH is \(declared), the measured average is \(average.rounded(.up))"))
        }
        if peak > 2 * average {
            violations.append(
                peakToAverage.broken(
                    in: file, at: variant.place, "the peak is \((100 * peak / average).rounded()) % of the average"))
        }
        return violations
    }

    private static func checkRendition(
        _ rendition: MultivariantPlaylist.Entry, _ multivariant: MultivariantPlaylist, _ asset: PublishedAsset
    ) -> [Violation] {
        let required = ["GROUP-ID", "LANGUAGE", "NAME", "DEFAULT", "AUTOSELECT", "CHANNELS", "URI"]
        var violations = renditionAttributes.missing(required, in: rendition, multivariant.file)
        if let text = rendition.attributes["CHANNELS"], let audio = asset.track(of: rendition)?.header.audio,
            Int(text.prefix { $0 != "/" }) != audio.channelCount
        {
            violations.append(
                channels.broken(
                    in: multivariant.file, at: rendition.place, "CHANNELS is \(text), the sound has \(audio.channelCount)"))
        }
        return violations
    }

    /// About 2 Mbit/s is read as 1 to 3, and another variant counts only from 1 to 2.2: one that lies near a limit is no better.
    private static func checkDefault(_ multivariant: MultivariantPlaylist) -> [Violation] {
        func codec(_ variant: MultivariantPlaylist.Entry) -> Substring? { variant.attributes["CODECS"]?.prefix { $0 != "." } }
        let variants = multivariant.variants.filter { codec($0) == codec(multivariant.variants[0]) }
        let averages = variants.compactMap { $0.attributes.integer("AVERAGE-BANDWIDTH") }
        guard averages.count == variants.count, let first = averages.first,
            !(1_000_000...3_000_000).contains(first), averages.contains(where: (1_000_000...2_200_000).contains)
        else { return [] }
        return [
            defaultVariant.broken(
                in: multivariant.file, at: multivariant.variants[0].place, "the first variant averages \(first) bit/s")
        ]
    }
}

extension PublishedAsset {
    /// Bits a second of a variant with the costliest sound of the group that it names; nil where a file of these is missing.
    func rates(of variant: MultivariantPlaylist.Entry) -> (peak: Double, average: Double)? {
        guard let multivariant, let track = track(of: variant), track.isComplete else { return nil }
        let group = variant.attributes["AUDIO"].map(multivariant.audioRenditions) ?? []
        let sounds = group.compactMap { self.track(of: $0) }.filter(\.isComplete)
        // The runs that count depend on the target duration; what it must be is HLS-003's and HLS-004's to say.
        let target = playlists[track.playlist]?.targetDuration ?? 0
        let rates = sounds.compactMap { $0.bitRate(targetDuration: target) }
        guard rates.count == group.count, let own = track.bitRate(targetDuration: target) else { return nil }
        return (own.peak + (rates.map(\.peak).max() ?? 0), own.average + (rates.map(\.average).max() ?? 0))
    }
}
