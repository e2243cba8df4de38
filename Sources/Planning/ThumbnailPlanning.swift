import MediaCore

extension ThumbnailPlan {
    private static let mostPictures = 200
    private static let tileLongSide = 160
    private static let posterLongSide = 1280
    /// Pictures along a side of a sheet: as few as hold them all, within these.
    private static let sheetSides = 5...10

    /// A picture every whole number of seconds, as few as keep their number within 200.
    ///
    /// - Parameter display: upright, with square pixels.
    package init(display: Resolution, frameRate: FrameRate, frameCount: Int) {
        let duration = frameRate.time(ofFrame: frameCount)
        let step = Int64(duration.timescale) * Int64(Self.mostPictures)
        let seconds = max(1, Int((duration.ticks + step - 1) / step))
        // Rounded up to whole frames: rounded down, long videos could pass the limit.
        let (frames, perSeconds) = (Int(frameRate.numerator), Int(frameRate.denominator))
        let interval = (seconds * frames + perSeconds - 1) / perSeconds
        let count = (frameCount + interval - 1) / interval
        let side = Self.sheetSides.first { $0 * $0 >= count } ?? Self.sheetSides.upperBound
        let columns = min(side, count)
        self.init(
            frameInterval: interval, count: count, tile: PictureSize.fitted(display, toLongSide: Self.tileLongSide),
            columns: columns, rows: min(side, (count + columns - 1) / columns),
            poster: PictureSize.fitted(display, toLongSide: Self.posterLongSide))
    }
}
