import LibAV
import MediaCore
import Planning

/// Takes a small picture of every frame on the plan's thumbnail grid, and keeps the best frame seen for the poster. It holds two
/// full frames at most.
struct ThumbnailStage: ~Copyable {
    private let plan: ThumbnailPlan
    private let sink: any TranscodeSink
    private var tiles: PictureScaler
    private var posters: PictureScaler
    private var before: SmallPicture?
    /// Waits for its right neighbour.
    private var pending: Candidate?
    private var best: Candidate?
    private var bestScore = -Double.infinity

    private struct Candidate: ~Copyable {
        let frame: Frame
        let tile: SmallPicture
    }

    private init(
        _ plan: ThumbnailPlan, tiles: consuming PictureScaler, posters: consuming PictureScaler, _ sink: any TranscodeSink
    ) {
        self.plan = plan
        self.sink = sink
        self.tiles = tiles
        self.posters = posters
    }

    static func open(_ plan: VideoPlan, _ sink: any TranscodeSink) throws -> ThumbnailStage {
        ThumbnailStage(
            plan.thumbnails, tiles: try PictureScaler(to: plan.thumbnails.tile, fallback: plan.sourceColor),
            posters: try PictureScaler(to: plan.thumbnails.poster, color: JPEGEncoder.color, fallback: plan.sourceColor), sink)
    }

    mutating func observe(_ frame: borrowing Frame, number: Int) throws {
        guard number % plan.frameInterval == 0, number / plan.frameInterval < plan.count else { return }
        let tile = Self.smallPicture(try tiles.scale(frame), number: number)
        try sink.tile(tile)
        judgePending(after: tile)
        pending = Candidate(frame: try frame.newReference(), tile: tile)
    }

    /// Delivers the best frame as a JPEG at the poster's size.
    mutating func finish() throws {
        judgePending(after: nil)
        guard let best = best.take() else { return }
        let jpeg = try JPEGEncoder.encode(try posters.scale(best.frame), quality: 3)
        try sink.picture(FinishedPicture(name: .poster(frame: best.tile.frame, score: bestScore), jpeg: jpeg))
    }

    private mutating func judgePending(after: SmallPicture?) {
        guard let tile = pending?.tile else { return }
        let score = PosterScore.of(tile, before: before, after: after)
        before = tile
        if score > bestScore {
            bestScore = score
            best = pending.take()
        }
    }

    /// Copies the three planes of an 8-bit 4:2:0 frame with even sides end to end.
    private static func smallPicture(_ frame: borrowing Frame, number: Int) -> SmallPicture {
        let size = frame.resolution
        var pixels: [UInt8] = []
        pixels.reserveCapacity(SmallPicture.byteCount(size))
        for plane in 0..<3 {
            let (width, height) = plane == 0 ? (size.width, size.height) : (size.width / 2, size.height / 2)
            frame.withPlane(plane) { bytes, stride in
                for row in 0..<height {
                    pixels.append(contentsOf: UnsafeBufferPointer(start: bytes + row * stride, count: width))
                }
            }
        }
        guard let picture = SmallPicture(frame: number, resolution: size, pixels: pixels) else {
            preconditionFailure("a thumbnail's sides are even")
        }
        return picture
    }
}
