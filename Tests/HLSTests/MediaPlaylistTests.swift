import HLS
import MediaCore
import Presentation
import Testing

@Suite struct MediaPlaylistTests {
    static let rates = [
        FrameRate(24000, 1001), FrameRate(24), FrameRate(25), FrameRate(30000, 1001), FrameRate(60000, 1001), FrameRate(1283, 47),
    ]

    @Test(arguments: rates) func anyRunOfDurationsAddsUpToWithinAMicrosecond(rate: FrameRate) throws {
        let video = SampleAsset.video("360p", Resolution(width: 640, height: 360), rate, frames: 9001, bytesPerFrame: 2000)
        let audio = SampleAsset.audio(endingWith: rate.time(ofFrame: 9001))
        for media in [video.media, audio.media] {
            let text = MediaPlaylist(media, targetDuration: 6).render()
            try expectExactRuns(durations(in: text), media.segments.map(\.duration), timescale: media.timescale)
        }
        let keyframes = IFramePlaylist(video.media, targetDuration: 6).render()
        try expectExactRuns(
            durations(in: keyframes), video.media.fragments.map(\.fragment.duration), timescale: video.media.timescale)
    }

    /// Printed microseconds against exact ticks, over every run: |printed/10⁶ − ticks/timescale| ≤ 10⁻⁶.
    private func expectExactRuns(_ printed: [Int64], _ ticks: [Int64], timescale: Int32) throws {
        try #require(printed.count == ticks.count)
        var worst: Int64 = 0
        for first in ticks.indices {
            var sum: Int64 = 0
            var truth: Int64 = 0
            for index in first..<ticks.count {
                sum += printed[index]
                truth += ticks[index]
                worst = max(worst, abs(sum * Int64(timescale) - truth * 1_000_000))
            }
        }
        #expect(worst <= Int64(timescale))
    }

    @Test func targetDurationHoldsEverySegmentOfEveryPlaylist() throws {
        for presentation in [SampleAsset.ntsc, SampleAsset.shortSilent] {
            for file in render(presentation) where file.path.hasSuffix("media.m3u8") || file.path.hasSuffix("iframes.m3u8") {
                #expect(file.text.contains("#EXT-X-TARGETDURATION:\(presentation.targetDuration)\n"), "\(file.path)")
                for duration in try durations(in: file.text) {
                    #expect((duration + 500_000) / 1_000_000 <= Int64(presentation.targetDuration))
                }
            }
        }
        #expect(SampleAsset.shortSilent.targetDuration == 1)
    }

    @Test func everySegmentIsListedOnceAndTheListEnds() {
        let media = SampleAsset.ntsc.video[0].media
        let lines = MediaPlaylist(media, targetDuration: 6).render().split(separator: "\n")
        #expect(
            lines.filter { !$0.hasPrefix("#") } == ["1.m4s", "2.m4s", "3.m4s", "4.m4s", "5.m4s"])
        #expect(lines.last == "#EXT-X-ENDLIST")
        #expect(lines.filter { $0.hasPrefix("#EXT-X-MAP") } == ["#EXT-X-MAP:URI=\"init.mp4\""])
    }

    @Test func aGrowingListIsTheBeginningOfTheGrownOne() throws {
        var playlist = MediaPlaylist(SampleAsset.ntsc.video[0].media, targetDuration: 6)
        playlist.stage = .grown
        let grown = playlist.render()
        #expect(grown.contains("#EXT-X-PLAYLIST-TYPE:EVENT\n") && grown.contains("#EXT-X-START:TIME-OFFSET=0\n"))
        #expect(grown.hasSuffix("5.m4s\n#EXT-X-ENDLIST\n"))
        playlist.stage = .growing
        playlist.media.segments.removeLast(2)
        #expect(grown.hasPrefix(playlist.render()) && playlist.render().hasSuffix("3.m4s\n"))
        playlist.stage = .finished
        #expect(!playlist.render().contains("EVENT") && !playlist.render().contains("EXT-X-START"))
    }

    @Test func keyframeRangesBeginAtTheMovieFragmentAndStayInIt() throws {
        let media = SampleAsset.ntsc.video[1].media
        let lines = IFramePlaylist(media, targetDuration: 6).render().split(separator: "\n").map(String.init)
        let ranges = lines.filter { $0.hasPrefix("#EXT-X-BYTERANGE:") }.map { $0.dropFirst(17).split(separator: "@") }
        let fragments = media.segments.flatMap(\.fragments)
        try #require(ranges.count == fragments.count)
        for (range, fragment) in zip(ranges, fragments) {
            #expect(range == ["\(fragment.keyframeByteCount)", "\(fragment.offset)"])
        }
        #expect(lines.contains("#EXT-X-I-FRAMES-ONLY"))
        // Tags of a segment stand between its EXTINF and its URI, in the order a reader expects.
        let first = try #require(lines.firstIndex { $0.hasPrefix("#EXTINF") })
        #expect(lines[first + 1].hasPrefix("#EXT-X-BYTERANGE"))
        #expect(lines[first + 2] == "1.m4s")
    }
}

/// EXTINF values of a playlist in microseconds; each must have six decimals and an empty title.
func durations(in playlist: String) throws -> [Int64] {
    try playlist.split(separator: "\n").filter { $0.hasPrefix("#EXTINF:") }.map { line in
        let value = line.dropFirst(8)
        let parts = value.dropLast().split(separator: ".")
        try #require(value.hasSuffix(",") && parts.count == 2 && parts[1].count == 6, "\(line)")
        return try #require(Int64(parts[0] + parts[1]))
    }
}
