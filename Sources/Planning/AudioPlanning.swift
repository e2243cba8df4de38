import MediaCore

extension AudioPlan {
    /// AAC-LC at 48 kHz, to the sample as long as the picture, or as itself where there is none: each track in stereo, then those
    /// that have it in 5.1.
    ///
    /// - Parameters:
    ///   - tracks: the default first.
    ///   - clocks: what moves the times of each track's packets.
    static func plans(
        of tracks: [SourceAudioTrack], clocks: [[ClockShift]], preset: Preset, duration: MediaTime
    ) -> [AudioPlan] {
        var naming = LanguageNaming(folder: "audio/aac", fallback: "Audio")
        let stereo = zip(tracks, clocks).map { track, clock in
            let language = LanguageTag(track.language) ?? .undetermined
            let (id, name) = naming.next(language)
            var plan = AudioPlan(
                track: id, streamIndex: track.streamIndex, codec: .aac, language: language.description, name: name,
                loudness: preset.loudness, sampleRate: 48_000, channelCount: 2, bitRate: preset.audioBitRate,
                sampleCount: max(1, duration.ticks(timescale: 48_000)))
            plan.clock = clock
            plan.segmentSamples = max(1, Int(preset.segmentDuration.ticks(timescale: 48_000)))
            return plan
        }
        guard preset.hasSurround else { return stereo }
        return stereo
            + zip(tracks, stereo).filter { $0.0.channelCount >= 6 }.map { _, plan in
                var surround = plan
                surround.track = TrackID("\(plan.track)-surround")
                surround.channelCount = 6
                // Three pairs, of which the centre and the low frequencies share one.
                surround.bitRate = 3 * plan.bitRate
                return surround
            }
    }
}

/// What is said about sound that does not last as long as the picture, or is not there.
enum AudioFindings {
    /// Between starts and between ends: less is not worth a word, and neither is less than an output frame.
    private static let least = MediaTime(ticks: 1, timescale: 10)
    /// Rates of sound that are.
    private static let usualRates: Set = [44_100, 48_000]

    static func findings(
        source: SourceInfo, preset: Preset, video: SourceVideoTrack, audio: SourceAudioTrack?, rate: FrameRate
    ) -> [Finding] {
        guard let audio else {
            guard let refused = source.audio.first, source.audio.allSatisfy({ !$0.isDecodable }) else { return [.noAudio] }
            return [.audioUndecodable(codec: refused.codec)]
        }
        var findings = choice(source, preset)
        let tolerance = max(least, rate.time(ofFrame: 1))
        let held = min(video.start - audio.start, TimelineLimits.longestHole)
        if held > tolerance, preset.reuse != .only { findings.append(.videoStartHeld(milliseconds: milliseconds(held))) }
        let late = audio.start - video.start
        if late > tolerance { findings.append(.soundStartsLate(milliseconds: milliseconds(late))) }
        let missing = video.end - audio.end
        let excess = audio.end - video.end
        if missing > tolerance {
            findings.append(.audioTailFilled(milliseconds: milliseconds(missing)))
        } else if excess > tolerance {
            findings.append(.audioTailTrimmed(milliseconds: milliseconds(excess)))
        }
        return findings
    }

    /// Sound that could be heard and is not.
    static func choice(_ source: SourceInfo, _ preset: Preset) -> [Finding] {
        if preset.hasAllAudio { return [] }
        let dropped = TrackChoice.allAudio(of: source).count - 1
        return dropped > 0 ? [.furtherSoundDropped(count: dropped)] : []
    }

    /// What becomes of the channels and the rate of tracks that are encoded.
    static func conversions(_ tracks: [SourceAudioTrack], hasSurround: Bool) -> [Finding] {
        var findings: [Finding] = []
        for track in tracks where track.channelCount > 2 || !usualRates.contains(track.sampleRate) {
            let finding = Finding.soundConverted(channels: track.channelCount, sampleRate: track.sampleRate)
            if !findings.contains(finding) { findings.append(finding) }
        }
        return findings + (hasSurround ? [.surroundKept] : [])
    }

    private static func milliseconds(_ time: MediaTime) -> Int { Int(time.ticks(timescale: 1000)) }
}
