import Isolation
import MediaCore
import Planning

/// The cues that a worker sends, no more of them than captions have.
struct CaptionCollector {
    private(set) var cues: [Int: [CaptionCue]] = [:]
    private var count = 0
    private var bytes = 0

    mutating func add(_ cue: CaptionCue, stream: Int) {
        guard count < CaptionCue.most, bytes < CaptionCue.mostText else { return }
        count += 1
        bytes += cue.text.utf8.count
        cues[stream, default: []].append(cue)
    }
}

extension WorkerPool {
    /// The cues of a caption file, which is this pool's input.
    func captions() throws -> [CaptionCue] {
        var collector = CaptionCollector()
        try withWorker { worker in
            _ = try worker.run(.captionFile) { event in
                if case .cue(_, let cue) = event { collector.add(cue, stream: 0) }
            }
        }
        return collector.cues[0] ?? []
    }
}
