import MediaCore
import Presentation

/// The WebVTT file that tells web players which part of which sprite sheet shows a moment of the video: cues without a gap
/// from zero to the end, each with a relative URL and a media fragment (`#xywh`, W3C Media Fragments §4.2.2).
package struct ThumbnailIndex: Sendable {
    package var thumbnails: ThumbnailTrack
    /// The presentation's: where the last cue ends.
    package var duration: MediaTime

    package init(_ thumbnails: ThumbnailTrack, duration: MediaTime) {
        self.thumbnails = thumbnails
        self.duration = duration
    }

    /// Relative to the asset's folder.
    package static let path = "\(ThumbnailTrack.folder)/thumbnails.vtt"

    package func render() -> String {
        var text = "WEBVTT\n"
        let end = duration.ticks(timescale: 1000)
        for index in 0..<thumbnails.count {
            let from = thumbnails.start(ofTile: index).ticks(timescale: 1000)
            let isLast = index == thumbnails.count - 1
            let to = isLast ? end : min(end, thumbnails.start(ofTile: index + 1).ticks(timescale: 1000))
            // A cue must end after it starts; a picture in the last half millisecond has no cue.
            guard from < to else { break }
            text +=
                "\n\(WebVTT.timestamp(milliseconds: from)) --> \(WebVTT.timestamp(milliseconds: to))\n\(payload(ofTile: index))\n"
        }
        return text
    }

    private func payload(ofTile index: Int) -> String {
        let (sheet, position) = index.quotientAndRemainder(dividingBy: thumbnails.tilesPerSheet)
        let (row, column) = position.quotientAndRemainder(dividingBy: thumbnails.columns)
        let tile = thumbnails.tile
        let name = SpriteSheet.fileName(number: "\(sheet + 1)")
        return "\(name)#xywh=\(column * tile.width),\(row * tile.height),\(tile.width),\(tile.height)"
    }
}
