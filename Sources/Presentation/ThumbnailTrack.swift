import MediaCore

/// Small pictures at a regular interval, tiled row by row onto sprite sheets; the last sheet may be partly filled.
package struct ThumbnailTrack: Hashable, Codable, Sendable {
    /// From one picture to the next; picture `i` stands for the time from `i` intervals on.
    package var interval: MediaTime
    /// Of one picture.
    package var tile: Resolution
    /// Of every sheet, the last included, in pictures.
    package var columns: Int
    package var rows: Int
    /// Pictures in all.
    package var count: Int
    package var sheets: [SpriteSheet]

    package init(interval: MediaTime, tile: Resolution, columns: Int, rows: Int, count: Int, sheets: [SpriteSheet]) {
        self.interval = interval
        self.tile = tile
        self.columns = columns
        self.rows = rows
        self.count = count
        self.sheets = sheets
    }

    /// Folder of the sheets and their indexes, within the asset.
    package static let folder = "thumbnails"

    package var tilesPerSheet: Int { columns * rows }

    /// Of a whole sheet in pixels.
    package var sheetResolution: Resolution { Resolution(width: tile.width * columns, height: tile.height * rows) }

    /// When picture `index` begins to stand for the video, counted from zero.
    package func start(ofTile index: Int) -> MediaTime {
        MediaTime(ticks: interval.ticks * Int64(index), timescale: interval.timescale)
    }
}

/// One sprite sheet's file.
package struct SpriteSheet: Hashable, Codable, Sendable {
    /// From 1.
    package var number: Int
    package var byteCount: Int

    package init(number: Int, byteCount: Int) {
        self.number = number
        self.byteCount = byteCount
    }

    package var fileName: String { Self.fileName(number: "\(number)") }

    /// The name with `number` in its place, which may be a template's variable.
    package static func fileName(number: String) -> String { "sprite-\(number).jpg" }
}
