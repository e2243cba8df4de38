import MediaCore

/// What an init segment says about its one track.
package struct TrackDescription: Hashable, Sendable {
    package enum Media: Hashable, Sendable {
        /// Square pixels of `resolution`; `configuration` must be of a video codec.
        case video(
            configuration: CodecConfiguration, resolution: Resolution, color: ColorDescription, hdr: HDRMetadata? = nil)
        /// `sampleRate` in Hz and `bitRate` in bits a second, averaged; `configuration` must be `.aac`.
        case audio(configuration: CodecConfiguration, sampleRate: Int, channelCount: Int, bitRate: Int)
    }

    /// The track_ID, above zero; fragments repeat it.
    package var trackNumber: UInt32
    /// Ticks a second of all times in the track.
    package var timescale: Int32
    /// ISO 639-2/T; `und` where unknown.
    package var language: String
    package var media: Media
    /// Ticks of the media timeline that lie before the presentation's zero; an edit list makes players skip them. For audio the
    /// samples an encoder puts before the first real one. For video what every composition offset was raised by so that none is
    /// negative; 0 where offsets are signed.
    package var primingTicks: Int

    package init(
        trackNumber: UInt32 = 1, timescale: Int32, language: String = "und", media: Media, primingTicks: Int = 0
    ) {
        self.trackNumber = trackNumber
        self.timescale = timescale
        self.language = language
        self.media = media
        self.primingTicks = primingTicks
    }
}
