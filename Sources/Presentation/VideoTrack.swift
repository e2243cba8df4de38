import MediaCore

/// One rung of the ladder.
package struct VideoTrack: Hashable, Codable, Sendable {
    package var media: TrackMedia
    /// Of its pixels, which are square.
    package var resolution: Resolution
    package var frameRate: FrameRate
    package var color: ColorDescription
    /// Such as `1080p`.
    package var name: String

    package init(media: TrackMedia, resolution: Resolution, frameRate: FrameRate, color: ColorDescription = .bt709, name: String)
    {
        self.media = media
        self.resolution = resolution
        self.frameRate = frameRate
        self.color = color
        self.name = name
    }
}
