import MediaCore

extension AudioPlan {
    /// A stereo AAC-LC rendition at 48 kHz, as long as the picture to the sample.
    package init(track: SourceAudioTrack, bitRate: Int, duration: MediaTime) {
        let language = (LanguageTag(track.language) ?? .undetermined).description
        self.init(
            track: TrackID("audio/aac/\(language)"), streamIndex: track.streamIndex, codec: .aac, language: language,
            sampleRate: 48_000, channelCount: 2, bitRate: bitRate, sampleCount: duration.ticks(timescale: 48_000))
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
        var findings: [Finding] = []
        let held = video.start - audio.start
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

    private static func milliseconds(_ time: MediaTime) -> Int { Int(time.ticks(timescale: 1000)) }
}
