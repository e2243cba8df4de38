import MediaCore

/// What a person chose before any source was seen: the rungs and how each is encoded. Its ranges are checked where presets are
/// read.
package struct Preset: Hashable, Sendable {
    package var name: String
    /// One sentence for people.
    package var summary: String
    /// Of H.264. Ascending by short side, at least one.
    package let rungs: [Rung]
    /// In hundredths, for rungs that do not name their own: the constant rate factor on the scale of x264's `veryfast`.
    package var crfHundredths: Int
    /// Of H.264.
    package var effort: Effort
    /// Further codecs beside H.264, each at most once.
    package var alternatives: [CodecLadder]
    /// Of a closed GOP, rounded to whole output frames by the planner.
    package var gopDuration: MediaTime
    /// Nominal, of a segment; a whole number of GOPs in the end.
    package var segmentDuration: MediaTime
    /// Of the buffer model: a rendition's `bufferSize` is its `maxRate` over this time.
    package var bufferDuration: MediaTime
    /// Bits a second of the stereo AAC-LC rendition.
    package var audioBitRate: Int
    /// Percent of damaged frames up to which a source is published.
    package var damageLimit: Int
    /// Integrated loudness that sound is brought to, in hundredths of LUFS; absent where it stays as it is.
    package var loudness: Int?
    /// A 5.1 rendition beside the stereo one, where the source has as many channels.
    package var hasSurround: Bool
    /// Every sound track of the source, not only the best.
    package var hasAllAudio: Bool
    /// A progressive MP4 file of one rendition is made as well.
    package var hasDownload: Bool
    package var reuse: Reuse

    package static let usualDamageLimit = 5

    package init(
        name: String, summary: String, rungs: [Rung], crfHundredths: Int = 2300, effort: Effort = .fast,
        alternatives: [CodecLadder] = [], gopDuration: MediaTime = MediaTime(ticks: 2, timescale: 1),
        segmentDuration: MediaTime = MediaTime(ticks: 4, timescale: 1),
        bufferDuration: MediaTime = MediaTime(ticks: 2, timescale: 1), audioBitRate: Int = 128_000,
        damageLimit: Int = Preset.usualDamageLimit, loudness: Int? = nil, hasSurround: Bool = false, hasAllAudio: Bool = false,
        hasDownload: Bool = false, reuse: Reuse = .never
    ) {
        precondition(!rungs.isEmpty, "a ladder has a rung")
        self.name = name
        self.summary = summary
        self.rungs = rungs.sorted { $0.shortSide < $1.shortSide }
        self.crfHundredths = crfHundredths
        self.effort = effort
        self.alternatives = alternatives
        self.gopDuration = gopDuration
        self.segmentDuration = segmentDuration
        self.bufferDuration = bufferDuration
        self.audioBitRate = audioBitRate
        self.damageLimit = damageLimit
        self.loudness = loudness
        self.hasSurround = hasSurround
        self.hasAllAudio = hasAllAudio
        self.hasDownload = hasDownload
        self.reuse = reuse
    }

    /// Whether the source's own packets may stand in the asset as they are.
    package enum Reuse: String, Hashable, CaseIterable, Sendable {
        case never
        /// The picture as the highest H.264 rung, where it is all that the rung would be.
        case source
        /// Nothing but them: a picture that does not fit is refused, and sound that does not fit is encoded.
        case only
    }

    /// Of an asset that holds the source's own packets: there is no ladder to speak of.
    package static let packaging = Preset(
        name: "package", summary: "The source's own packets.",
        rungs: [Rung(shortSide: SourceLimits.shortSide, maxRate: 1_000_000)], hasAllAudio: true, reuse: .only)

    /// One step of the ladder.
    package struct Rung: Hashable, Sendable {
        /// Pixels; `1080` is what people call 1080p.
        package var shortSide: Int
        /// Bits a second for 16:9 at up to 30 frames a second.
        package var maxRate: Int
        /// Overrides the preset's; absent where the preset's applies.
        package var crfHundredths: Int?
        /// Neither a high frame rate nor a wide picture raises `maxRate`: for rungs that must fit a narrow line.
        package var isRateFixed: Bool

        package init(shortSide: Int, maxRate: Int, crfHundredths: Int? = nil, isRateFixed: Bool = false) {
            self.shortSide = shortSide
            self.maxRate = maxRate
            self.crfHundredths = crfHundredths
            self.isRateFixed = isRateFixed
        }
    }

    /// Every codec's rungs, H.264's first.
    package var ladders: [CodecLadder] {
        [CodecLadder(codec: .h264, rungs: rungs, crfHundredths: crfHundredths, encoderPreset: effort.encoderPreset)]
            + alternatives
    }

    /// Of H.264, in hundredths.
    package func crfHundredths(ofShortSide shortSide: Int) -> Int { ladders[0].crfHundredths(ofShortSide: shortSide) }

    /// What an encoder beside x264 calls its presets: x265 from the fastest, SVT-AV1 from the slowest on.
    package static func encoderPresets(of codec: VideoCodec) -> [String] {
        if codec == .av1 { return (0...13).map(String.init) }
        return ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo"]
    }
}
