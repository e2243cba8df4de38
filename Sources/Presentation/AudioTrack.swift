import MediaCore

/// One sound track in one language.
package struct AudioTrack: Hashable, Codable, Sendable {
    package var media: TrackMedia
    /// BCP 47; `und` where nobody said.
    package var language: String
    /// What a player's menu shows.
    package var name: String
    package var channelCount: Int
    /// Samples a second of one channel.
    package var sampleRate: Int
    /// Encoder delay at the start of the media timeline, in ticks. The init segment's edit list starts presentation after it.
    package var primingTicks: Int64

    package init(
        media: TrackMedia, language: String, name: String, channelCount: Int, sampleRate: Int, primingTicks: Int64
    ) {
        self.media = media
        self.language = language
        self.name = name
        self.channelCount = channelCount
        self.sampleRate = sampleRate
        self.primingTicks = primingTicks
    }
}
