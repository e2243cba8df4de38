import MediaCore
import Testing

@testable import Packaging

@Suite struct CaptionPackagerTests {
    private let track = TrackID("text/vtt/en")
    private let boundaries = [4, 8, 10].map { MediaTime(ticks: $0, timescale: 1) }

    private func cue(_ start: Int64, _ end: Int64, _ text: String) -> CaptionCue {
        CaptionCue(start: start * 1000, end: end * 1000, text: text)
    }

    private func segments(_ cues: [CaptionCue]) -> [String] {
        var texts: [String] = []
        CaptionPackager(track: track, cues: cues, boundaries: boundaries).segments { path, text in
            #expect(path == "text/vtt/en/\(texts.count + 1).vtt")
            texts.append(text)
        }
        return texts
    }

    @Test func aCueStandsInEverySegmentThatItShowsIn() {
        let texts = segments([cue(0, 4000, "a"), cue(3999, 4001, "b"), cue(4000, 10_000, "c"), cue(9999, 10_000, "d")])
        let words = texts.map { text in ["a", "b", "c", "d"].filter { text.contains("\n\($0)\n") } }
        #expect(words == [["a", "b"], ["b", "c"], ["c", "d"]])
        #expect(texts[2].contains("00:00:04.000 --> 00:00:10.000\nc\n"))
        #expect(segments([]).count == 3)
    }

    @Test func wordsCannotFillADisk() {
        let text = String(repeating: "x", count: 4000)
        let boundaries = (1...4000).map { MediaTime(ticks: $0, timescale: 1) }
        let cues = (0..<100).map { cue(Int64($0), 4_000_000, text) }
        let packager = CaptionPackager(track: track, cues: cues, boundaries: boundaries)
        #expect(packager.isCut && packager.cues.count == 1)
        #expect(!CaptionPackager(track: track, cues: [cues[0]], boundaries: boundaries).isCut)
        // What one language takes, the next one has not.
        let left = CaptionPackager.largest - packager.byteCount
        #expect(packager.byteCount > 16_000_000 && left > 0)
        #expect(CaptionPackager(track: track, cues: [cues[0]], boundaries: boundaries, limit: left).isCut)
    }

    @Test func cuesAreLaidOnTheTimelineOfTheAsset() {
        let cues = [cue(12_000, 13_000, "b"), cue(9000, 10_500, "a"), cue(8000, 10_000, "before"), cue(19_500, 30_000, "z")]
        let laid = cues.laidOut(from: MediaTime(ticks: 10, timescale: 1), duration: MediaTime(ticks: 10, timescale: 1))
        #expect(laid == [cue(0, 500, "a"), cue(2000, 3000, "b"), cue(9500, 10_000, "z")])
        #expect(cues.outsideCount(from: MediaTime(ticks: 10, timescale: 1), duration: MediaTime(ticks: 10, timescale: 1)) == 1)
        #expect(cues.outsideCount(from: .zero, duration: MediaTime(ticks: 12, timescale: 1)) == 2)
    }
}
