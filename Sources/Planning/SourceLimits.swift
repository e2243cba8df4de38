import MediaCore

/// The static limits on a source, by what was measured in it.
package enum SourceLimits {
    /// Pixels of the longer and the shorter side. Their product stays below 36 Mpixel, the most H.264 can say.
    package static let longSide = 8192
    package static let shortSide = 4352
    /// Of the longer side to the shorter one, as the picture is shown: beyond it there is a line and no picture.
    package static let aspect = 32
    /// By measured interval. Timestamps are rounded to a time base, so 2 % more still counts as this.
    package static let framesPerSecond = 240
    package static let hours = 12
    /// Of all kinds.
    package static let streams = 32

    package static func checkStreams(of source: SourceInfo) throws(PlanningError) {
        // Each count by itself first, so that the sum cannot overflow.
        let other = max(0, min(source.otherStreamCount, Int(Int32.max)))
        let count = source.video.count + source.audio.count + source.captions.count + other
        guard count <= streams else { throw .overLimit(.streams(count)) }
    }

    package static func checkSize(_ size: Resolution) throws(PlanningError) {
        guard size.longSide <= longSide, size.shortSide <= shortSide else { throw .overLimit(.pictureSize(size)) }
    }

    package static func checkShape(_ display: Resolution) throws(PlanningError) {
        guard display.longSide <= aspect * display.shortSide else { throw .overLimit(.pictureShape(display)) }
    }

    package static func checkDuration(from start: MediaTime, to end: MediaTime) throws(PlanningError) {
        // Between the ends of Int64 a difference of ticks wraps, and it is what the grid is made from: both must be in bounds.
        let seconds = max(end.seconds - start.seconds, (end - start).seconds)
        guard seconds <= Double(hours) * 3600 else { throw .overLimit(.duration(seconds: Int(min(seconds, 1e15).rounded()))) }
    }

    package static func checkFrameRate(_ framesPerSecond: Double) throws(PlanningError) {
        guard framesPerSecond <= Double(Self.framesPerSecond) * 1.02 else {
            throw .overLimit(.frameRate(milli: Int(min(framesPerSecond, 1e12) * 1000)))
        }
    }
}
