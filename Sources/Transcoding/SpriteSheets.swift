import LibAV
import MediaCore
import Planning

/// Lays thumbnails out in sheets, row by row, and writes each as a JPEG. A place without a picture stays black.
package struct SpriteSheets {
    private let plan: ThumbnailPlan
    private let tiles: [Int: SmallPicture]

    /// - Parameter tiles: in any order; each knows its output frame.
    package init(plan: ThumbnailPlan, tiles: [SmallPicture]) {
        self.plan = plan
        self.tiles = Dictionary(tiles.map { ($0.frame / plan.frameInterval, $0) }) { first, _ in first }
    }

    package func render(to sink: any TranscodeSink) throws(TranscodingError) {
        try typed {
            let perSheet = plan.columns * plan.rows
            for sheet in 0..<((plan.count + perSheet - 1) / perSheet) {
                try sink.picture(FinishedPicture(name: .sprite(sheet + 1), jpeg: try jpeg(firstTile: sheet * perSheet)))
            }
        }
    }

    private func jpeg(firstTile: Int) throws -> [UInt8] {
        let size = Resolution(width: plan.tile.width * plan.columns, height: plan.tile.height * plan.rows)
        let canvas = try PictureCanvas(size)
        for place in 0..<min(plan.columns * plan.rows, plan.count - firstTile) {
            guard let tile = tiles[firstTile + place], tile.resolution == plan.tile else { continue }
            canvas.draw(
                tile.pixels, of: tile.resolution, x: place % plan.columns * plan.tile.width,
                y: place / plan.columns * plan.tile.height)
        }
        var converter = try PictureScaler(to: size, color: JPEGEncoder.color)
        return try JPEGEncoder.encode(try converter.scale(canvas.frame), quality: 5)
    }
}
