import LibAV
import MediaCore
import Planning

/// The captions of one stream, packet by packet.
struct CaptionStreamScan {
    private let stream: StreamDescription
    private let format: CaptionFormat?
    /// The last cue where its end is not known: the next one, or a while, ends it.
    private var open: CaptionCue?
    private var cueCount = 0
    /// There are more cues than captions have; those are left out.
    private var isCut = false

    /// Microseconds that a caption without an end is shown.
    private static let longestWithoutEnd: Int64 = 5_000_000

    init(_ stream: StreamDescription) {
        self.stream = stream
        format = CaptionFormat(codec: stream.codec)
    }

    /// The cues that the packet completes.
    mutating func note(_ packet: borrowing Packet) -> [CaptionCue] {
        guard let format, !packet.isDiscarded, let ticks = packet.presentationTicks else { return [] }
        let start = stream.time(ticks).ticks(timescale: 1_000_000)
        guard start.magnitude < 1 << 52 else { return [] }
        var cues = finish(at: start)
        guard let text = format.text(of: packet.bytes) else { return counted(cues) }
        let length = stream.time(packet.durationTicks).ticks(timescale: 1_000_000)
        if (1..<(1 << 52)).contains(length) {
            cues.append(CaptionCue(start: start, end: start + length, text: text))
        } else {
            open = CaptionCue(start: start, end: start + Self.longestWithoutEnd, text: text)
        }
        return counted(cues)
    }

    /// What is left once the last packet has been read.
    mutating func finish() -> [CaptionCue] { counted(finish(at: .max)) }

    private mutating func finish(at next: Int64) -> [CaptionCue] {
        guard var cue = open else { return [] }
        open = nil
        cue.end = min(cue.end, max(cue.start, next))
        return [cue]
    }

    private mutating func counted(_ cues: [CaptionCue]) -> [CaptionCue] {
        let kept = cues.prefix(CaptionCue.most - cueCount)
        cueCount += kept.count
        if kept.count < cues.count { isCut = true }
        return Array(kept)
    }

    var findings: [Finding] { isCut ? [.captionsCut(language: stream.language)] : [] }

    var track: SourceCaptionTrack {
        SourceCaptionTrack(
            streamIndex: stream.index, codec: stream.codec, isText: format != nil, language: stream.language, cueCount: cueCount)
    }
}
