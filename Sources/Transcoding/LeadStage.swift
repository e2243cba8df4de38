import LibAV
import MediaCore
import Planning

/// The lead on a thread of its own: scale, encode, deliver, and hand the source's pictures on to the highest rung, each with what
/// was found out about it.
struct LeadStage: Stage {
    let plan: VideoPlan
    let input: StageQueue
    /// The highest rung; absent where the lead is the only one.
    let next: StageQueue?
    let sink: any TranscodeSink

    func run() throws -> Double {
        defer { next?.finish() }
        var scaler = try PictureScaler(to: plan.lead.resolution, fallback: plan.sourceColor)
        var encoding: RungEncoding?
        /// In the order in which they show, from the first one without a hint on: as many as the encoder looks ahead.
        var held: [HeldPicture] = []
        stage: while let event = input.blockingPop() {
            switch consume event {
            case .frame(let frame, let number, _):
                let picture = try scaler.scale(frame)
                if encoding == nil { encoding = try RungEncoding.open(plan, plan.lead, firstFrame: number) }
                if next != nil { held.append(HeldPicture(frame, number: number)) }
                try encoding!.encode(picture, number: number, hint: nil, to: sink)
                if !handOn(&held, hintsOf: &encoding!) { break stage }
            case .endOfChunk:
                try encoding?.finish(to: sink)
                if encoding != nil, !handOn(&held, hintsOf: &encoding!) { break stage }
                encoding = nil
                if let next, !next.blockingPush(.endOfChunk) { break stage }
            }
        }
        return threadCPUSeconds()
    }

    /// Pushes the pictures that nothing more will be found out about; false when nobody takes them.
    private func handOn(_ held: inout [HeldPicture], hintsOf encoding: inout RungEncoding) -> Bool {
        for (number, hint) in encoding.hints {
            if let first = held.first { held[number - first.number].hint = hint }
        }
        encoding.hints.removeAll(keepingCapacity: true)
        let count = plan.lead.steering == .leads ? held.prefix { $0.hint != nil }.count : held.count
        for picture in held.prefix(count) {
            guard let frame = picture.frame.take() else { continue }
            if let next, !next.blockingPush(.frame(frame, number: picture.number, hint: picture.hint)) { return false }
        }
        held.removeFirst(count)
        return true
    }
}

/// A source's picture that waits for its hint.
private final class HeldPicture {
    /// Until it is handed on.
    var frame: Frame?
    let number: Int
    var hint: PictureHint?

    init(_ frame: consuming Frame, number: Int) {
        self.frame = consume frame
        self.number = number
    }
}
