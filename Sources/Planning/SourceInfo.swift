import MediaCore

/// What one reading of every packet says of a source. Headers are not believed: durations, rates and counts are measured.
package struct SourceInfo: Hashable, Codable, Sendable {
    /// The demuxer's name, such as `mov` or `mpegts`.
    package var container: String
    /// Bytes of the file.
    package var fileSize: Int64
    /// Of all kinds, in stream order.
    package var video: [SourceVideoTrack]
    package var audio: [SourceAudioTrack]
    package var captions: [SourceCaptionTrack]
    /// Streams that are none of these: timecodes, metadata, attached pictures.
    package var otherStreamCount: Int
    /// What was noticed while reading, for the report.
    package var findings: [Finding]

    package init(
        container: String, fileSize: Int64, video: [SourceVideoTrack], audio: [SourceAudioTrack],
        captions: [SourceCaptionTrack] = [], otherStreamCount: Int,
        findings: [Finding]
    ) {
        self.container = container
        self.fileSize = fileSize
        self.video = video
        self.audio = audio
        self.captions = captions
        self.otherStreamCount = otherStreamCount
        self.findings = findings
    }
}

/// A moving-picture stream of the source.
package struct SourceVideoTrack: Hashable, Codable, Sendable {
    /// Index among the container's streams.
    package var streamIndex: Int
    /// FFmpeg's codec name, such as `h264`.
    package var codec: String
    /// After the codec's cropping, before rotation.
    package var size: Resolution
    /// Width of a pixel over its height, as a fraction; 1:1 where the source says nothing or nonsense.
    package var pixelAspectWidth: Int
    package var pixelAspectHeight: Int
    package var orientation: Orientation
    /// As the bitstream says, else the container; code point 2 where neither does.
    package var color: ColorDescription
    /// Of HDR, where the bitstream or the container says it.
    package var hdr: HDRMetadata?
    /// FFmpeg's name of the decoded format, such as `yuv420p`.
    package var pixelFormat: String
    /// Frames may hold two fields of different times.
    package var isInterlaced: Bool
    package var isDefault: Bool
    /// Packets that show a frame.
    package var frameCount: Int
    /// Presentation time of the first frame shown, on the container's own timeline.
    package var start: MediaTime
    /// Presentation end of the last frame shown, measured.
    package var end: MediaTime
    /// Median of the intervals between successive presentation times.
    package var medianInterval: MediaTime
    /// Absent where frames come evenly.
    package var unevenPace: UnevenPace?
    /// Keyframes in presentation order: where decoding can begin.
    package var accessPoints: [AccessPoint]
    /// False where a seek cannot be trusted to land on an access point: MPEG-TS, AVI without an index, jumps in time.
    package var hasTrustedRandomAccess: Bool
    /// Of its packets, in their order; more than one where the clock jumps.
    package var runs: [ClockRun]
    /// Frames around the first keyframe that cannot be decoded, because what they refer to is not in the file; they are not counted
    /// above. Decoding begins at that keyframe.
    package var leadingFrameCount: Int
    /// For those who would copy them; absent where the codec is none that is copied.
    package var packets: PicturePackets?

    package init(
        streamIndex: Int, codec: String, size: Resolution, pixelAspectWidth: Int = 1, pixelAspectHeight: Int = 1,
        orientation: Orientation = .upright, color: ColorDescription, hdr: HDRMetadata? = nil, pixelFormat: String,
        isInterlaced: Bool = false,
        isDefault: Bool = true, frameCount: Int,
        start: MediaTime, end: MediaTime, medianInterval: MediaTime, accessPoints: [AccessPoint],
        hasTrustedRandomAccess: Bool, runs: [ClockRun] = [], leadingFrameCount: Int = 0,
        packets: PicturePackets? = nil
    ) {
        self.streamIndex = streamIndex
        self.codec = codec
        self.size = size
        self.pixelAspectWidth = pixelAspectWidth
        self.pixelAspectHeight = pixelAspectHeight
        self.orientation = orientation
        self.color = color
        self.hdr = hdr
        self.pixelFormat = pixelFormat
        self.isInterlaced = isInterlaced
        self.isDefault = isDefault
        self.frameCount = frameCount
        self.start = start
        self.end = end
        self.medianInterval = medianInterval
        self.accessPoints = accessPoints
        self.hasTrustedRandomAccess = hasTrustedRandomAccess
        self.runs = runs
        self.leadingFrameCount = leadingFrameCount
        self.packets = packets
    }
}

/// What is uneven about the intervals between a track's frames.
package struct UnevenPace: Hashable, Codable, Sendable {
    /// One interval in twenty is shorter than this; the median where the rate does not vary.
    package var short: MediaTime
    /// One interval in twenty is longer than this; the median where the rate does not vary.
    package var long: MediaTime
    /// Intervals more than a second above the median, and how long they last in all.
    package var stillCount: Int
    package var stillDuration: MediaTime

    package init(short: MediaTime, long: MediaTime, stillCount: Int = 0, stillDuration: MediaTime = .zero) {
        self.short = short
        self.long = long
        self.stillCount = stillCount
        self.stillDuration = stillDuration
    }
}

/// A keyframe of the source: frames shown at or after `presentationTime` decode from here.
package struct AccessPoint: Hashable, Codable, Sendable {
    /// On the container's own timeline, ticks of the stream's time base.
    package var presentationTime: MediaTime
    /// Decode time of the same packet: what a seek is given.
    package var decodeTime: MediaTime
    /// Packets of the stream before this one in decoding order.
    package var packetIndex: Int
    /// Bytes in those packets.
    package var byteOffset: Int64
    /// Nothing after it, in decoding order, refers to anything before it: known of H.264 alone.
    package var isIDR: Bool

    package init(
        presentationTime: MediaTime, decodeTime: MediaTime, packetIndex: Int, byteOffset: Int64 = 0, isIDR: Bool = false
    ) {
        self.presentationTime = presentationTime
        self.decodeTime = decodeTime
        self.packetIndex = packetIndex
        self.byteOffset = byteOffset
        self.isIDR = isIDR
    }
}

/// A sound stream of the source.
package struct SourceAudioTrack: Hashable, Codable, Sendable {
    package var streamIndex: Int
    package var codec: String
    /// False where no allowed decoder opens it.
    package var isDecodable: Bool
    /// Samples a second of one channel.
    package var sampleRate: Int
    package var channelCount: Int
    /// BCP 47 or ISO 639-2 tag as the container says; `und` where it does not.
    package var language: String
    package var isDefault: Bool
    package var start: MediaTime
    package var end: MediaTime
    /// Of its packets, in their order; more than one where the clock jumps.
    package var runs: [ClockRun]
    /// For those who would copy them; absent where the codec is none that is copied.
    package var packets: SoundPackets?

    package init(
        streamIndex: Int, codec: String, isDecodable: Bool = true, sampleRate: Int, channelCount: Int, language: String = "und",
        isDefault: Bool = true, start: MediaTime, end: MediaTime, runs: [ClockRun] = [], packets: SoundPackets? = nil
    ) {
        self.streamIndex = streamIndex
        self.codec = codec
        self.isDecodable = isDecodable
        self.sampleRate = sampleRate
        self.channelCount = channelCount
        self.language = language
        self.isDefault = isDefault
        self.start = start
        self.end = end
        self.runs = runs
        self.packets = packets
    }
}
