import MediaCore

extension AudioPlan {
    /// A stereo AAC-LC rendition at 48 kHz, to the sample as long as the picture, or as itself where there is none.
    package init(track: SourceAudioTrack, preset: Preset, duration: MediaTime) {
        let language = Self.languageTag(track.language)
        self.init(
            track: TrackID("audio/aac/\(language)"), streamIndex: track.streamIndex, codec: .aac, language: language,
            sampleRate: 48_000, channelCount: 2, bitRate: preset.audioBitRate,
            sampleCount: max(1, duration.ticks(timescale: 48_000)))
        segmentSamples = max(1, Int(preset.segmentDuration.ticks(timescale: 48_000)))
    }

    /// A source's tag in lower case if it has the form of one (RFC 5646 §2.1: letters and digits in groups of 1 to 8, letters
    /// first), else `und`. It names a folder, so nothing else may pass.
    private static func languageTag(_ tag: String) -> String {
        let tag = tag.lowercased()
        let subtags = tag.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let isLetter = { (byte: UInt8) in (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        let isTag =
            tag.utf8.count <= 35 && (2...8).contains(subtags[0].count) && subtags[0].allSatisfy(isLetter)
            && subtags.allSatisfy { (1...8).contains($0.count) && $0.allSatisfy { isLetter($0) || isDigit($0) } }
        return isTag ? tag : "und"
    }
}

/// What is said about sound that does not last as long as the picture, or is not there.
enum AudioFindings {
    /// - Parameter tolerance: one output frame; less is not worth a word.
    static func findings(
        source: SourceInfo, video: SourceVideoTrack, audio: SourceAudioTrack?, tolerance: MediaTime
    ) -> [Finding] {
        guard let audio else {
            guard let refused = source.audio.first, source.audio.allSatisfy({ !$0.isDecodable }) else { return [.noAudio] }
            return [.audioUndecodable(codec: refused.codec)]
        }
        var findings = choice(source)
        let held = min(video.start - audio.start, TimelineLimits.longestHole)
        if held > tolerance { findings.append(.videoStartHeld(milliseconds: milliseconds(held))) }
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
    static func choice(_ source: SourceInfo) -> [Finding] {
        let audible = source.audio.count { $0.isDecodable && $0.start < $0.end }
        return audible > 1 ? [.furtherSoundDropped(count: audible - 1)] : []
    }

    private static func milliseconds(_ time: MediaTime) -> Int { Int(time.ticks(timescale: 1000)) }
}
