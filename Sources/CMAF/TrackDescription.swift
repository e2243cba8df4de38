import ISOBMFF
import MediaCore

/// What an init segment says of its track's encryption.
package struct TrackProtection: Hashable, Sendable {
    /// `cenc` or `cbcs`.
    package var scheme: FourCC
    package var encryption: TrackEncryptionBox
    package var systems: [ProtectionSystemSpecificHeaderBox]

    package init(scheme: FourCC, encryption: TrackEncryptionBox, systems: [ProtectionSystemSpecificHeaderBox]) {
        self.scheme = scheme
        self.encryption = encryption
        self.systems = systems
    }

    func information(of entry: FourCC) -> ProtectionSchemeInformationBox {
        ProtectionSchemeInformationBox(data_format: entry, scheme_type: scheme, encryption: encryption)
    }
}

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
    /// Of an encrypted track.
    package var protection: TrackProtection?

    package init(
        trackNumber: UInt32 = 1, timescale: Int32, language: String = "und", media: Media, primingTicks: Int = 0,
        protection: TrackProtection? = nil
    ) {
        self.trackNumber = trackNumber
        self.timescale = timescale
        self.language = language
        self.media = media
        self.primingTicks = primingTicks
        self.protection = protection
    }
}
