import MediaCore
import Planning

/// What the parent tells a worker. The end of the pipe is the order to exit at once.
package enum WorkerCommand: Hashable, Sendable {
    /// First, with the parent's version.
    case hello(version: String)
    case plan(TranscodePlan)
    case task(WorkerTask)
    /// For the `pictures` task that follows.
    case picture(SmallPicture)
}
