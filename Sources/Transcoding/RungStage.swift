import Glibc
import LibAV
import MediaCore
import Planning
import Threading

/// What travels between the threads of a chunk.
enum StageEvent: ~Copyable, Sendable {
    /// An upright picture, the output frame it is, and what the lead found out about it.
    case frame(Frame, number: Int, hint: PictureHint? = nil)
    /// The chunk's last frame has passed; a fresh encoder takes the next one.
    case endOfChunk
}

typealias StageQueue = BoundedQueue<StageEvent>

/// A rung that the decoder feeds.
struct StageHead {
    let queue: StageQueue
    /// It takes pictures as they come, not in SDR.
    let isHDR: Bool
}

/// One rung's work.
protocol Stage: Sendable {
    /// Works until the input is finished or cancelled; the answer is the thread's own CPU time in seconds.
    func run() throws -> Double
}

/// One rung above the lead, on a thread of its own: scale, hand down to the next rung, encode, deliver.
struct RungStage: Stage {
    let plan: VideoPlan
    let rendition: VideoRendition
    let input: StageQueue
    /// The next lower rung, which is scaled from this one's pictures.
    let next: StageQueue?
    let sink: any TranscodeSink

    func run() throws -> Double {
        defer { next?.finish() }
        // The highest rung is the longest way through a chunk: whenever it can run, those below let it. On Linux this is the
        // calling thread's own niceness.
        if rendition != plan.renditions[0] { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 5) }
        var scaler = try PictureScaler(to: rendition.resolution, color: rendition.color, fallback: plan.sourceColor)
        var encoding: RungEncoding?
        stage: while let event = input.blockingPop() {
            switch consume event {
            case .frame(let frame, let number, let hint):
                let picture = try scaler.scale(frame)
                if let next, !next.blockingPush(.frame(try picture.newReference(), number: number, hint: hint)) { break stage }
                if encoding == nil { encoding = try RungEncoding.open(plan, rendition, firstFrame: number) }
                try encoding!.encode(picture, number: number, hint: hint, to: sink)
            case .endOfChunk:
                if let next, !next.blockingPush(.endOfChunk) { break stage }
                try encoding?.finish(to: sink)
                encoding = nil
            }
        }
        return threadCPUSeconds()
    }
}

/// CPU time of the calling thread, in seconds.
func threadCPUSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
