import MediaCore

/// What the audio tracks are.
enum SoundRules {
    static let format = Rule(
        "SOUND-001", .must,
        "Sound is AAC-LC at 48 or 44.1 kHz in 1 to 6 channels, and its sample entry says the same rate and channels.",
        source: "Apple HLS Authoring 2.1; ISO/IEC 14496-12 §12.2.3; CMAF §10")
    static let stereoRate = Rule(
        "SOUND-002", .should, "Stereo sound is of 32 to 160 kbit/s by its esds, and of no more by its samples.",
        source: "Apple HLS Authoring 2.9")

    static let all = [format, stereoRate]

    static func check(_ asset: PublishedAsset) -> [Violation] { asset.audioTracks.flatMap(check) }

    private static func check(_ track: TrackMeasurement) -> [Violation] {
        guard let audio = track.header.audio else { return [] }
        let file = track.header.file
        var violations: [Violation] = []
        if track.header.codec != "mp4a.40.2" || ![48_000, 44_100].contains(audio.sampleRate)
            || !(1...6).contains(audio.channelCount)
            || !audio.isEntryTrue
        {
            let entry = audio.isEntryTrue ? "" : ", and the sample entry differs"
            violations.append(
                format.broken(
                    in: file, "it is \(track.header.codec) at \(audio.sampleRate) Hz in \(audio.channelCount) channels\(entry)"))
        }
        guard audio.channelCount == 2 else { return violations }
        if !(32_000...160_000).contains(audio.declaredBitRate) {
            violations.append(stereoRate.broken(in: file, at: "esds", "avgBitrate is \(audio.declaredBitRate)"))
        } else if track.isComplete, track.duration > MediaTime(ticks: 1, timescale: 1),
            let average = track.bitRate(targetDuration: 0)?.average, average > 176_000
        {
            // A tenth more for boxes and the encoder's freedom; less than a second says nothing.
            violations.append(stereoRate.broken(in: track.playlist, "it averages \(average.rounded(.up)) bit/s"))
        }
        return violations
    }
}
