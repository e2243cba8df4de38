import Isolation
import MediaCore
import Planning

/// The cues of an asset, of all its languages together no more than captions have.
struct CaptionCollector {
    private(set) var cues: [CaptionPlan.Source: [CaptionCue]] = [:]
    /// Those of which cues were left out.
    private(set) var cut: Set<CaptionPlan.Source> = []
    private var count = 0
    private var bytes = 0

    mutating func add(_ cue: CaptionCue, of source: CaptionPlan.Source) {
        bytes += cue.text.utf8.count
        count += 1
        guard count <= CaptionCue.most, bytes <= CaptionCue.mostText else {
            cut.insert(source)
            return
        }
        cues[source, default: []].append(cue)
    }

    /// The source's own, as a worker sends them.
    var events: [WorkerEvent] {
        var events: [WorkerEvent] = []
        for case (.stream(let stream), let cues) in cues {
            for cue in cues { events.append(.cue(stream: stream, cue)) }
        }
        return events
    }
}

extension WorkerPool {
    /// Reads a caption file, which is this pool's input.
    ///
    /// - Parameter source: what it is called in the plan.
    func readCaptions(_ source: CaptionPlan.Source, into collector: inout CaptionCollector) throws {
        try withWorker { worker in
            _ = try worker.run(.captionFile) { event in
                if case .cue(_, let cue) = event { collector.add(cue, of: source) }
            }
        }
    }
}
