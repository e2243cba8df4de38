import ISOBMFF

/// What a track's init segment says, parsed anew.
struct TrackHeader: Hashable, Sendable {
    /// Path of the init segment relative to the asset.
    let file: String
    let byteCount: Int
    let trackID: UInt32
    /// Ticks a second (`mdhd`).
    let timescale: Int32
    /// Of RFC 6381, from the sample entry: `avc1.640028`, `mp4a.40.2`.
    let codec: String
    /// `elst`, empty where there is none.
    let edits: [Edit]
    let format: Format
    /// What `trex` sets for samples of which a fragment says nothing.
    let defaults: SampleDefaults

    /// An entry of `elst` (ISO/IEC 14496-12 §8.6.6).
    struct Edit: Hashable, Sendable {
        let segmentDuration: UInt64
        let mediaTime: Int64
        let mediaRate: Int16
    }

    struct SampleDefaults: Hashable, Sendable {
        var duration: UInt32 = 0
        var size: UInt32 = 0
        var flags = SampleFlags(rawValue: 0)
    }

    enum Format: Hashable, Sendable {
        case video(VideoFormat)
        case audio(AudioFormat)
    }

    /// Ticks of the media timeline that come before the presentation's zero: the encoder's delay.
    var priming: Int64 { max(0, edits.first?.mediaTime ?? 0) }

    var video: VideoFormat? { if case .video(let format) = format { format } else { nil } }

    var audio: AudioFormat? { if case .audio(let format) = format { format } else { nil } }
}

/// An audio sample entry and its AudioSpecificConfig.
struct AudioFormat: Hashable, Sendable {
    let sampleRate: Int
    let channelCount: Int
    /// The sample entry's own fields say the same.
    let isEntryTrue: Bool
    /// `avgBitrate` of `esds`, in bits a second.
    let declaredBitRate: Int
    /// Samples of one frame and channel.
    static let frameSamples: Int64 = 1024
}
