import HLS
import MediaCore
import Presentation
import Testing

@Suite struct ThumbnailTests {
    private func cues(_ thumbnails: ThumbnailTrack, _ duration: MediaTime) throws -> [(from: String, to: String, payload: String)]
    {
        let blocks = ThumbnailIndex(thumbnails, duration: duration).render().split(separator: "\n\n")
        try #require(blocks.first == "WEBVTT")
        return try blocks.dropFirst().map { block in
            let lines = block.split(separator: "\n")
            try #require(lines.count == 2)
            let times = lines[0].split(separator: " ")
            try #require(times.count == 3 && times[1] == "-->")
            return (String(times[0]), String(times[2]), String(lines[1]))
        }
    }

    @Test func cuesCoverTheWholeDurationWithoutAGap() throws {
        for asset in [SampleAsset.ntsc, SampleAsset.shortSilent] {
            let thumbnails = try #require(asset.thumbnails)
            let cues = try cues(thumbnails, asset.duration)
            #expect(cues.count == thumbnails.count)
            #expect(cues.first?.from == "00:00:00.000")
            for (cue, next) in zip(cues, cues.dropFirst()) { #expect(cue.to == next.from && cue.from < cue.to) }
        }
        let short = try cues(#require(SampleAsset.shortSilent.thumbnails), SampleAsset.shortSilent.duration)
        #expect(short.last?.to == "00:00:00.300")
    }

    @Test func tilesRunRowByRowThroughTheSheets() throws {
        let cues = try cues(#require(SampleAsset.ntsc.thumbnails), SampleAsset.ntsc.duration)
        #expect(
            cues.prefix(5).map(\.payload) == [
                "sprite-1.jpg#xywh=0,0,160,90", "sprite-1.jpg#xywh=160,0,160,90", "sprite-1.jpg#xywh=0,90,160,90",
                "sprite-1.jpg#xywh=160,90,160,90", "sprite-2.jpg#xywh=0,0,160,90",
            ])
        #expect(cues.last?.payload == "sprite-3.jpg#xywh=160,0,160,90")
    }

    @Test func timesRunPastAnHour() throws {
        let thumbnails = ThumbnailTrack(
            interval: MediaTime(ticks: 3725, timescale: 1), tile: Resolution(width: 16, height: 16), columns: 1, rows: 1,
            count: 2, sheets: [])
        let cues = try cues(thumbnails, MediaTime(ticks: 7_387_089, timescale: 1000))
        #expect(cues[1].from == "01:02:05.000")
        #expect(cues[1].to == "02:03:07.089")
    }

    @Test func aPictureShorterThanAMillisecondHasNoCue() throws {
        let thumbnails = ThumbnailTrack(
            interval: MediaTime(ticks: 2, timescale: 1), tile: Resolution(width: 16, height: 16), columns: 1, rows: 1, count: 2,
            sheets: [])
        let cues = try cues(thumbnails, MediaTime(ticks: 20_004, timescale: 10_000))
        #expect(cues.map(\.to) == ["00:00:02.000"])
    }

    @Test func noCueRunsPastTheEnd() throws {
        let thumbnails = ThumbnailTrack(
            interval: MediaTime(ticks: 2, timescale: 1), tile: Resolution(width: 16, height: 16), columns: 1, rows: 1, count: 3,
            sheets: [])
        let cues = try cues(thumbnails, MediaTime(ticks: 3, timescale: 1))
        #expect(cues.map(\.to) == ["00:00:02.000", "00:00:03.000"])
    }

    @Test func sheetsCoverTheWholeDurationAndSayHowLongATileLasts() throws {
        let asset = SampleAsset.ntsc
        let playlist = ImagePlaylist(try #require(asset.thumbnails), duration: asset.duration)
        let spans = try durations(in: playlist.render())
        #expect(spans == [8_008_000, 8_008_000, 2_035_367])
        #expect(spans.reduce(0, +) == asset.duration.ticks(timescale: 1_000_000))
        #expect(playlist.render().contains("#EXT-X-TARGETDURATION:8\n"))
        // 9000 bytes in 2.035367 s cost more than 23 456 in 8.008 s.
        #expect(playlist.peakBitRate == 35_375)
    }
}
