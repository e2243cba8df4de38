import MediaCore
import Presentation

extension MediaPresentationDescription {
    /// The sprite sheets as tiled thumbnails (DASH-IF IOP §6.2.6). The property stands in the Representation, as in the
    /// guidelines' example: Shaka Player looks for it there only.
    func adaptationSet(_ thumbnails: ThumbnailTrack) -> XMLElement {
        let folder = ThumbnailTrack.folder
        let sheet = thumbnails.sheetResolution
        let sheetDuration = thumbnails.start(ofTile: thumbnails.tilesPerSheet)
        let spans = thumbnails.sheets.map { MeasuredSpan(byteCount: $0.byteCount, duration: sheetDuration.ticks) }
        let bandwidth = spans.map { MeasuredSpans([$0], timescale: sheetDuration.timescale).averageBitRate }.max() ?? 0
        let template = XMLElement(
            "SegmentTemplate",
            [
                "media": "\(presentation.clearFolder)\(folder)/\(SpriteSheet.fileName(number: "$Number$"))",
                "startNumber": "1",
                "timescale": "\(sheetDuration.timescale)",
                "duration": "\(sheetDuration.ticks)",
            ])
        let tiles = XMLElement(
            "EssentialProperty",
            [
                "schemeIdUri": "http://dashif.org/guidelines/thumbnail_tile",
                "value": "\(thumbnails.columns)x\(thumbnails.rows)",
            ])
        let representation = XMLElement(
            "Representation",
            ["id": folder, "bandwidth": "\(bandwidth)", "width": "\(sheet.width)", "height": "\(sheet.height)"],
            children: [tiles, template])
        return XMLElement(
            "AdaptationSet", ["contentType": "image", "mimeType": "image/jpeg"], children: [representation])
    }
}
