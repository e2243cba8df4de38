/// Names a track of an asset: `video/h264/1080p`, `audio/aac/und`. It is the track's folder in what is published.
package struct TrackID: Hashable, Codable, Sendable, CustomStringConvertible {
    package let path: String

    package init(_ path: String) { self.path = path }

    package init(from decoder: any Decoder) throws { path = try decoder.singleValueContainer().decode(String.self) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(path)
    }

    package var description: String { path }
}

/// When a sample decodes, shows and ends, in ticks of its track's timescale.
package struct SampleTiming: Hashable, Sendable {
    /// Decode time from the asset's start.
    package var decodeTime: Int64
    /// Media presentation time minus decode time.
    package var compositionOffset: Int32
    package var duration: UInt32
    /// An IDR picture, a key frame of AV1, or any audio frame.
    package var isSync: Bool

    package init(decodeTime: Int64, compositionOffset: Int32 = 0, duration: UInt32, isSync: Bool) {
        self.decodeTime = decodeTime
        self.compositionOffset = compositionOffset
        self.duration = duration
        self.isSync = isSync
    }
}

/// What a decoder must know before a track's first sample.
package enum CodecConfiguration: Hashable, Sendable {
    /// An AVCDecoderConfigurationRecord's parameter sets, without start codes (ISO/IEC 14496-15 §5.3.3).
    case avc(sps: [[UInt8]], pps: [[UInt8]])
    /// The parameter sets of an HEVCDecoderConfigurationRecord, as NAL units without start codes (ISO/IEC 14496-15 §8.3.3).
    case hevc(vps: [[UInt8]], sps: [[UInt8]], pps: [[UInt8]])
    /// A sequence header as an OBU with its size field (AV1 §5.3.1).
    case av1(sequenceHeader: [UInt8])
    /// An AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1).
    case aac(audioSpecificConfig: [UInt8])
}
