/// How far a transcode is, for people.
package enum TranscodeProgress: Sendable {
    case reading
    /// The plan stands: names of the rungs to encode, highest first, and output frames.
    case planned(rungs: [String], frames: Int, framesPerSecond: Double)
    /// Frames of output that every rung has on average, of all.
    case encoding(frames: Double, of: Int)
    /// The beginning can be watched.
    case playable
    case publishing
    /// Something besides the source wants attention.
    case warning(String)
}
