import MediaCore

/// Why a source gets no plan. Each is permanent: the same file is refused again.
package enum PlanningError: Error, Hashable, Sendable {
    /// No stream shows a moving picture.
    case noVideo(hasAudio: Bool)
    case overLimit(Limit)
    /// The picture cannot be packaged without being encoded.
    case notCopyable(CopyObstacle)

    /// What a source exceeds, with what was measured.
    package enum Limit: Hashable, Sendable {
        case pictureSize(Resolution)
        /// As it is shown.
        case pictureShape(Resolution)
        /// Frames a second × 1000.
        case frameRate(milli: Int)
        case duration(seconds: Int)
        case streams(Int)
    }
}

extension PlanningError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noVideo(hasAudio: true):
            "The file has no picture, and its sound cannot be decoded; export it again as MP4 or M4A."
        case .noVideo(hasAudio: false):
            "The file holds no video that can be shown; export it again as MP4 or MOV."
        case .notCopyable(let obstacle):
            "The picture cannot be packaged as it is: \(obstacle). Use `sluice transcode`, which encodes it."
        case .overLimit(.pictureSize(let size)):
            """
            The picture is \(size); sides up to \(SourceLimits.longSide) and \(SourceLimits.shortSide) pixels are accepted: \
            scale it down first.
            """
        case .overLimit(.pictureShape(let size)):
            """
            The picture is shown as \(size), which is a line: one side may be up to \(SourceLimits.aspect) times as long as the \
            other. Put it on a larger background first.
            """
        case .overLimit(.frameRate(let milli)):
            """
            The video has about \(milli / 1000) frames a second; up to \(SourceLimits.framesPerSecond) are accepted: \
            export it at a lower frame rate.
            """
        case .overLimit(.duration(let seconds)):
            """
            The video lasts \(seconds / 60) minutes; up to \(SourceLimits.hours) hours are accepted: \
            cut it into parts.
            """
        case .overLimit(.streams(let count)):
            """
            The file holds \(count) streams; up to \(SourceLimits.streams) are accepted: \
            keep only the picture and the sound.
            """
        }
    }
}
