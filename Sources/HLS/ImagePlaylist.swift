import MediaCore
import Presentation

/// The sprite sheets as an image playlist: EXT-X-IMAGES-ONLY, as Roku and others read it.
package struct ImagePlaylist: Sendable {
    package var thumbnails: ThumbnailTrack
    /// The presentation's: where the last picture ends.
    package var duration: MediaTime

    package init(_ thumbnails: ThumbnailTrack, duration: MediaTime) {
        self.thumbnails = thumbnails
        self.duration = duration
    }

    /// Relative to the asset's folder.
    package static let path = "\(ThumbnailTrack.folder)/images.m3u8"

    /// Bits a second rounded up, of the sheet that costs most for the time it covers.
    package var peakBitRate: Int {
        zip(thumbnails.sheets, spans).map { sheet, microseconds in
            let span = MeasuredSpan(byteCount: sheet.byteCount, duration: microseconds)
            return MeasuredSpans([span], timescale: 1_000_000).averageBitRate
        }.max() ?? 0
    }

    package func render() -> String {
        let spans = self.spans
        // Sheets last far longer than segments, so the playlist has a target duration of its own.
        let longest = spans.max() ?? 0
        var playlist = PlaylistText()
        playlist.mediaHeader(targetDuration: max(1, Int((longest + 500_000) / 1_000_000)))
        playlist.tag("EXT-X-IMAGES-ONLY")
        let tileDuration = decimalText(thumbnails.interval.ticks(timescale: 1_000_000), places: 6)
        for (sheet, microseconds) in zip(thumbnails.sheets, spans) {
            playlist.tag(
                "EXT-X-TILES",
                [
                    .bare("RESOLUTION", thumbnails.tile.description),
                    .bare("LAYOUT", "\(thumbnails.columns)x\(thumbnails.rows)"),
                    .bare("DURATION", tileDuration),
                ])
            playlist.segmentDuration(microseconds: microseconds)
            playlist.uri(sheet.fileName)
        }
        playlist.tag("EXT-X-ENDLIST")
        return playlist.text
    }

    /// Microseconds that each sheet covers; the last one ends with the presentation, however many of its tiles are filled.
    private var spans: [Int64] {
        let end = duration.ticks(timescale: 1_000_000)
        let starts = thumbnails.sheets.indices.map { index in
            min(end, thumbnails.start(ofTile: index * thumbnails.tilesPerSheet).ticks(timescale: 1_000_000))
        }
        return zip(starts, starts.dropFirst() + [end]).map { $1 - $0 }
    }
}
