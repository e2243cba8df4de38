import MediaCore
import Planning
import Synchronization

@testable import Transcoding

/// Keeps everything that a task delivers; throws at a chosen delivery.
final class RecordingSink: TranscodeSink {
    struct Sample: Hashable {
        let timing: SampleTiming
        let payload: [UInt8]
    }

    struct Record {
        var samples: [TrackID: [Sample]] = [:]
        /// Of samples that lie in the source.
        var sourceRanges: [TrackID: [Range<Int64>]] = [:]
        var configurations: [TrackID: [CodecConfiguration]] = [:]
        var primingTicks: [TrackID: Int] = [:]
        var tiles: [SmallPicture] = []
        var pictures: [FinishedPicture] = []
        var findings: [Finding] = []
    }

    /// The kinds of delivery.
    enum Event: CaseIterable { case configuration, sample, tile, picture, finding }

    private let state: Mutex<(record: Record, untilFailure: Int)>
    private let failing: Event?

    /// - Parameter failing: the kind of delivery that throws `outputClosed`, after `count` of it.
    init(failing: Event? = nil, after count: Int = 0) {
        self.failing = failing
        state = Mutex((Record(), count))
    }

    var record: Record { state.withLock { $0.record } }

    func configuration(_ configuration: CodecConfiguration, of track: TrackID, primingTicks: Int) throws(TranscodingError) {
        try deliver(.configuration) {
            $0.configurations[track, default: []].append(configuration)
            $0.primingTicks[track] = primingTicks
        }
    }

    func sample(_ timing: SampleTiming, of track: TrackID, payload: UnsafeRawBufferPointer) throws(TranscodingError) {
        let sample = Sample(timing: timing, payload: Array(payload))
        try deliver(.sample) { $0.samples[track, default: []].append(sample) }
    }

    func sample(_ timing: SampleTiming, of track: TrackID, sourceRange: Range<Int64>) throws(TranscodingError) {
        try deliver(.sample) { $0.sourceRanges[track, default: []].append(sourceRange) }
    }

    func tile(_ tile: SmallPicture) throws(TranscodingError) { try deliver(.tile) { $0.tiles.append(tile) } }

    func picture(_ picture: FinishedPicture) throws(TranscodingError) { try deliver(.picture) { $0.pictures.append(picture) } }

    func progress(frames: Int) throws(TranscodingError) {}
    func finding(_ finding: Finding) throws(TranscodingError) { try deliver(.finding) { $0.findings.append(finding) } }

    private func deliver(_ event: Event, _ note: (inout Record) -> Void) throws(TranscodingError) {
        let isFailing = state.withLock { state in
            guard event == failing else {
                note(&state.record)
                return false
            }
            state.untilFailure -= 1
            return state.untilFailure < 0
        }
        if isFailing { throw .outputClosed }
    }
}
