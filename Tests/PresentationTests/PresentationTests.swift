import Foundation
import MediaCore
import Presentation
import Testing

@Suite struct PresentationTests {
    private func media(timescale: Int32, durations: [Int64]) -> TrackMedia {
        var start: Int64 = 0
        let segments = durations.enumerated().map { index, duration in
            defer { start += duration }
            return SegmentRecord(
                number: index + 1, start: start, duration: duration, byteCount: 1000,
                fragments: [
                    FragmentRecord(offset: 0, byteCount: 1000, start: start, duration: duration, keyframeByteCount: 100)
                ])
        }
        return TrackMedia(
            id: TrackID("video/h264/360p"), timescale: timescale, codecs: "avc1.42C01E", initByteCount: 1, segments: segments)
    }

    private func presentation(video: [Int64], audio: [Int64] = []) -> Presentation {
        Presentation(
            duration: MediaTime(ticks: video.reduce(0, +), timescale: 1000),
            video: [
                VideoTrack(
                    media: media(timescale: 1000, durations: video), resolution: Resolution(width: 640, height: 360),
                    frameRate: FrameRate(25), name: "360p")
            ],
            audio: audio.isEmpty
                ? []
                : [
                    AudioTrack(
                        media: media(timescale: 48_000, durations: audio), language: "und", name: "Audio", channelCount: 2,
                        sampleRate: 48_000, primingTicks: 1024)
                ])
    }

    @Test func targetDurationIsTheLongestSegmentRounded() {
        #expect(presentation(video: [4000, 4000, 5499]).targetDuration == 5)
        #expect(presentation(video: [4000, 4000, 5500]).targetDuration == 6)
        #expect(presentation(video: [4499], audio: [216_000]).targetDuration == 5)
    }

    @Test func targetDurationIsAtLeastOne() {
        #expect(presentation(video: [300]).targetDuration == 1)
        #expect(presentation(video: [40]).targetDuration == 1)
    }

    @Test func spansThatTouchAddUpToTheMicrosecond() {
        let track = media(timescale: 30_000, durations: Array(repeating: 1001, count: 3000))
        let printed = track.segments.map { track.microseconds(from: $0.start, to: $0.end) }
        #expect(Set(printed) == [33_366, 33_367])
        #expect(printed.reduce(0, +) == 100_100_000)
    }

    @Test func fragmentsComeInOrderWithTheirSegments() {
        let track = media(timescale: 1000, durations: [4000, 4000, 2000])
        #expect(track.fragments.map(\.segment.fileName) == ["1.m4s", "2.m4s", "3.m4s"])
        #expect(track.fragments.map(\.fragment.start) == [0, 4000, 8000])
    }

    @Test func survivesTheTripThroughJSON() throws {
        var original = presentation(video: [4000, 4100], audio: [192_512])
        original.thumbnails = ThumbnailTrack(
            interval: MediaTime(ticks: 2, timescale: 1), tile: Resolution(width: 160, height: 90), columns: 5, rows: 5, count: 4,
            sheets: [SpriteSheet(number: 1, byteCount: 4711)])
        let copy = try JSONDecoder().decode(Presentation.self, from: JSONEncoder().encode(original))
        #expect(copy == original)
    }

    @Test(
        arguments: [
            (0, 6, "0.000000"), (1, 6, "0.000001"), (4_004_000, 6, "4.004000"), (29_970, 3, "29.970"), (-1500, 3, "-1.500"),
            (7, 0, "7"),
        ] as [(Int64, Int, String)])
    func decimalsAreExact(units: Int64, places: Int, text: String) {
        #expect(decimalText(units, places: places) == text)
    }

    @Test func thumbnailsKnowTheirSheetAndStart() {
        let track = ThumbnailTrack(
            interval: MediaTime(ticks: 60_060, timescale: 30_000), tile: Resolution(width: 160, height: 90), columns: 5, rows: 4,
            count: 30, sheets: [])
        #expect(track.sheetResolution == Resolution(width: 800, height: 360))
        #expect(track.start(ofTile: 25) == MediaTime(ticks: 50_050, timescale: 1000))
        #expect(SpriteSheet(number: 3, byteCount: 1).fileName == "sprite-3.jpg")
    }
}
