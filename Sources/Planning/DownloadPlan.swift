import MediaCore

/// The tracks that are also put into one MP4 file to download, as they are.
package struct DownloadPlan: Hashable, Codable, Sendable {
    package var video: TrackID
    package var audio: TrackID?

    package init(video: TrackID, audio: TrackID?) {
        self.video = video
        self.audio = audio
    }

    /// The short side above which H.264 needs a level that phones and browsers of the last decade do not decode in hardware, and
    /// a file grows beyond what people send each other.
    static let largestShortSide = 1080

    /// The highest H.264 rendition up to 1080p, because whoever gets the file may open it with anything; the lowest where all
    /// are higher. Nil where the ladder has no H.264.
    init?(renditions: [VideoRendition], audio: AudioPlan?) {
        let common = renditions.filter { $0.codec == .h264 }
        guard let rendition = common.first(where: { $0.resolution.shortSide <= Self.largestShortSide }) ?? common.last else {
            return nil
        }
        self.init(video: rendition.track, audio: audio?.track)
    }
}
