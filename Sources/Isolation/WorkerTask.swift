/// One piece of work for a worker.
package enum WorkerTask: Hashable, Codable, Sendable {
    /// Read every packet once and answer with `source`.
    case probe
    /// Encode a run of `plan.video.chunks`; a sequential plan gets all of them in one task.
    case chunks(first: Int, count: Int)
    /// Encode the first segment of the plan's lead, and nothing else.
    case preview
    /// Encode the plan's sound from start to end.
    case audio
    /// Send the packets of the source that stand in the asset as they are.
    case copy
    /// Read a caption file, which is the worker's input, and answer with its cues.
    case captionFile
    /// Make the sprite sheets of the pictures sent before.
    case pictures
    /// Try what the sandbox forbids and answer with an `attempt` for each.
    case attempts
}
