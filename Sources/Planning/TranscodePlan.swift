import MediaCore

/// Everything that can change a byte of the output, decided once. It depends on the source, the preset and the version only:
/// cores and memory decide how many chunks run at once, never what they contain.
package struct TranscodePlan: Hashable, Codable, Sendable {
    /// The release that made the plan; workers of another release refuse it.
    package var version: String
    package var preset: String
    /// The container's time that becomes zero.
    package var origin: MediaTime
    /// Absent for a source without moving pictures.
    package var video: VideoPlan?
    /// Absent for a source without decodable sound.
    package var audio: AudioPlan?
    /// Further sound: more tracks of the source, or one of them with more channels.
    package var moreAudio: [AudioPlan]
    package var captions: [CaptionPlan]
    /// Absent where no file to keep is asked for.
    package var download: DownloadPlan?
    package var findings: [Finding]

    /// From zero to the end of the picture, or of the sound where there is no picture.
    package var duration: MediaTime {
        video?.duration ?? audio.map { MediaTime(ticks: $0.sampleCount, timescale: Int32($0.sampleRate)) } ?? .zero
    }

    package init(
        version: String, preset: String, origin: MediaTime, video: VideoPlan?, audio: AudioPlan?,
        moreAudio: [AudioPlan] = [], captions: [CaptionPlan] = [], download: DownloadPlan? = nil, findings: [Finding]
    ) {
        self.version = version
        self.preset = preset
        self.origin = origin
        self.video = video
        self.audio = audio
        self.moreAudio = moreAudio
        self.captions = captions
        self.download = download
        self.findings = findings
    }
}

extension TranscodePlan {
    /// All sound, the default first.
    package var sounds: [AudioPlan] { [audio].compactMap(\.self) + moreAudio }
    package var hasEncodedSound: Bool { sounds.contains { $0.copiedPriming == nil } }
    /// Some track is the source's own packets as they are.
    package var hasCopies: Bool {
        video?.renditions.contains { $0.copiedDelay != nil } == true || sounds.contains { $0.copiedPriming != nil }
    }
}

package struct VideoPlan: Hashable, Codable, Sendable {
    package var streamIndex: Int
    /// What moves the times of its packets; empty where none is moved. The plan's other times are those after it.
    package var clock: [ClockShift] = []
    /// Where decoding begins in a file that does not begin with a keyframe; frames that show before it are left out.
    package var entry: AccessPoint?
    /// Of the frames that a decoder returns, in percent: with more damaged ones the job fails.
    package var damageLimit = Preset.usualDamageLimit
    package var frameRate: FrameRate
    package var decode: DecodeMode
    /// Frame threads of each decoder; fixed here because concealment of damage may depend on it.
    package var decoderThreads: Int
    package var orientation: Orientation
    /// What the decoded pixels mean where the frames themselves do not say.
    package var sourceColor: ColorDescription
    /// The brightest light of a PQ source, in cd/m²: what becomes white.
    package var sourcePeak = 1000
    /// What renditions in HDR carry on.
    package var hdr: HDRMetadata?
    /// Every frame goes through the deinterlacer.
    package var isInterlaced = false
    /// Highest first; each is scaled from the one before it of its dynamic range, or takes its pictures where they are of one size,
    /// except the last, the lead, which is scaled from the source as the first of each range is. One in SDR always. Those that are
    /// copied have no part in this.
    package var renditions: [VideoRendition]
    package var grid: SegmentGrid
    /// Empty where every rendition is copied; then there are no thumbnails either.
    package var chunks: [Chunk]
    package var thumbnails: ThumbnailPlan

    package init(
        streamIndex: Int, frameRate: FrameRate, decode: DecodeMode, decoderThreads: Int, orientation: Orientation,
        sourceColor: ColorDescription, renditions: [VideoRendition], grid: SegmentGrid, chunks: [Chunk], thumbnails: ThumbnailPlan
    ) {
        self.streamIndex = streamIndex
        self.frameRate = frameRate
        self.decode = decode
        self.decoderThreads = decoderThreads
        self.orientation = orientation
        self.sourceColor = sourceColor
        self.renditions = renditions
        self.grid = grid
        self.chunks = chunks
        self.thumbnails = thumbnails
    }

    package var duration: MediaTime { frameRate.time(ofFrame: grid.frameCount) }
    /// The same with those renditions alone that are encoded.
    package var encoded: VideoPlan {
        var plan = self
        plan.renditions.removeAll { $0.copiedDelay != nil }
        return plan
    }
    /// The renditions codec by codec, the most widely played first; a codec without any is left out.
    package var switchingSets: [[VideoRendition]] {
        VideoCodec.allCases.map { codec in renditions.filter { $0.codec == codec } }.filter { !$0.isEmpty }
    }
    /// The rung that is encoded first and makes the asset playable.
    package var lead: VideoRendition { renditions[renditions.count - 1] }
}

/// How the chunks get their frames.
package enum DecodeMode: String, Hashable, Codable, Sendable {
    /// Each chunk decodes by itself from its access point.
    case parallel
    /// One task decodes from start to end and hands each frame to its chunk's encoders.
    case sequential
}

/// One rung of the ladder and how it is encoded.
package struct VideoRendition: Hashable, Codable, Sendable {
    package var track: TrackID
    /// `1080p`: the short side, or the measured one where the source is smaller than a rung.
    package var name: String
    package var codec: VideoCodec
    package var resolution: Resolution
    /// BT.709 in limited range, or HDR in 10 bit.
    package var color: ColorDescription
    /// The encoder's `preset`.
    package var encoderPreset: String
    /// Of H.264; absent where the encoder looks ahead for itself alone.
    package var steering: Steering?
    /// Constant rate factor in hundredths.
    package var crfHundredths: Int
    /// Bits a second that the buffer model refills with.
    package var maxRate: Int
    /// Bits: no run of frames of H.264 or HEVC exceeds `maxRate` × its time by more, seams between chunks included. SVT-AV1's cap
    /// has no buffer model.
    package var bufferSize: Int
    /// Of a rendition that is the source's own packets as they are: frames by which showing lags behind decoding in them. Absent where
    /// the rendition is encoded; else its encoder's settings mean nothing.
    package var copiedDelay: Int?

    package init(
        track: TrackID, name: String, codec: VideoCodec, resolution: Resolution, color: ColorDescription = .bt709,
        encoderPreset: String, crfHundredths: Int, maxRate: Int, bufferSize: Int, steering: Steering? = nil
    ) {
        self.steering = steering
        self.track = track
        self.name = name
        self.codec = codec
        self.resolution = resolution
        self.color = color
        self.encoderPreset = encoderPreset
        self.crfHundredths = crfHundredths
        self.maxRate = maxRate
        self.bufferSize = bufferSize
    }
}

/// A whole number of segments that one fresh set of encoders makes.
package struct Chunk: Hashable, Codable, Sendable {
    package var index: Int
    /// Segment numbers, counted from zero; the upper bound is exclusive.
    package var firstSegment: Int
    package var endSegment: Int
    package var frames: FrameRange
    /// Where decoding begins; absent where it begins at the start of the file.
    package var accessPoint: AccessPoint?

    package init(index: Int, firstSegment: Int, endSegment: Int, frames: FrameRange, accessPoint: AccessPoint?) {
        self.index = index
        self.firstSegment = firstSegment
        self.endSegment = endSegment
        self.frames = frames
        self.accessPoint = accessPoint
    }

    package var segments: Range<Int> { firstSegment..<endSegment }
}

package struct AudioPlan: Hashable, Codable, Sendable {
    package var track: TrackID
    package var streamIndex: Int
    /// What moves the times of its packets; empty where none is moved.
    package var clock: [ClockShift] = []
    package var codec: AudioCodec
    package var language: String
    /// What a player's menu shows; renditions of one track share it.
    package var name: String
    /// Integrated loudness to bring the sound to, in hundredths of LUFS; absent where it stays as it is.
    package var loudness: Int?
    /// Samples a second of one channel.
    package var sampleRate: Int
    package var channelCount: Int
    package var bitRate: Int
    /// Samples of one channel from the asset's start to its end: the picture's duration where there is one.
    package var sampleCount: Int64
    /// Nominal, of a segment where there is no picture whose segments it follows.
    package var segmentSamples = 4 * 48_000
    /// Of a track that is the source's own packets as they are: samples of them that come before the asset's start. Absent where the
    /// sound is encoded.
    package var copiedPriming: Int?

    package init(
        track: TrackID, streamIndex: Int, codec: AudioCodec, language: String, name: String = "Audio",
        loudness: Int? = nil, sampleRate: Int, channelCount: Int, bitRate: Int,
        sampleCount: Int64
    ) {
        self.track = track
        self.streamIndex = streamIndex
        self.codec = codec
        self.language = language
        self.name = name
        self.loudness = loudness
        self.sampleRate = sampleRate
        self.channelCount = channelCount
        self.bitRate = bitRate
        self.sampleCount = sampleCount
    }

    /// Of an asset without a picture, in samples.
    package var grid: SegmentGrid { SegmentGrid(frameCount: Int(sampleCount), gopFrames: segmentSamples, gopsPerSegment: 1) }

    /// Samples of one AAC-LC frame.
    package static let frameSamples = 1024
}

/// Small pictures on a regular grid of output frames; their number is bounded, so their memory is.
package struct ThumbnailPlan: Hashable, Codable, Sendable {
    /// Output frames between two pictures.
    package var frameInterval: Int
    /// Pictures in all, at least one.
    package var count: Int
    /// Of one small picture.
    package var tile: Resolution
    /// Of a sprite sheet, in pictures.
    package var columns: Int
    package var rows: Int
    /// Of the poster.
    package var poster: Resolution

    package init(frameInterval: Int, count: Int, tile: Resolution, columns: Int, rows: Int, poster: Resolution) {
        self.frameInterval = frameInterval
        self.count = count
        self.tile = tile
        self.columns = columns
        self.rows = rows
        self.poster = poster
    }
}
