import Isolation
import MediaCore
import Planning
import Synchronization

/// One worker process and whether it knows the plan yet.
final class WorkerSession: Sendable {
    let process: WorkerProcess
    private let input: WorkerInput
    private let knowsPlan = Mutex(false)

    init(process: WorkerProcess, input: WorkerInput) {
        self.process = process
        self.input = input
    }

    /// Runs one task and hands every event but its end to `handle`.
    ///
    /// - Parameter plan: sent before the first task that needs it.
    func run(
        _ task: WorkerTask, plan: TranscodePlan? = nil, tiles: [SmallPicture] = [], _ handle: (WorkerEvent) throws -> Void
    ) throws -> TaskStatistics {
        if let plan, !knowsPlan.withLock({ $0 }) {
            try process.send(.plan(plan))
            knowsPlan.withLock { $0 = true }
        }
        for tile in tiles { try process.send(.picture(tile)) }
        try process.send(.task(task))
        while let event = try process.nextEvent() {
            switch event {
            case .taskFinished(let statistics): return statistics
            case .taskFailed(let failure): throw failure
            case .sourceSamples(let stretch): for sample in try input.samples(of: stretch) { try handle(.sample(sample)) }
            default: try handle(event)
            }
        }
        throw WorkerFailure(.internal, "The worker ended in the middle of its task.")
    }
}
