import MediaCore

/// What the files of one track turn out to hold.
struct TrackMeasurement: Sendable {
    /// Path of the media playlist that names the track.
    let playlist: String
    let header: TrackHeader
    var segments: [SegmentMeasurement] = []
    /// False where a file is missing or cannot be parsed. Nothing that depends on the whole is judged then: the missing file is the
    /// fault to report.
    var isComplete = true

    var timescale: Int32 { header.timescale }

    func time(_ ticks: Int64) -> MediaTime { MediaTime(ticks: ticks, timescale: timescale) }

    /// Sum of all sample durations, in ticks.
    var durationTicks: Int64 { segments.reduce(0) { $0 &+ $1.duration } }

    var duration: MediaTime { time(durationTicks) }

    /// When the last sample has been presented, priming taken off.
    var presentationEnd: MediaTime {
        let end = segments.last.map { header.video == nil ? $0.end : $0.presentationEnd } ?? 0
        return time(end &- header.priming)
    }

    /// The shortest sample: one frame of video at a constant rate, one AAC frame.
    var frame: MediaTime {
        if header.audio != nil { return time(AudioFormat.frameSamples) }
        return time(Int64(segments.map(\.shortestSample).min() ?? 0))
    }

    /// Frames a second by the shortest sample; nil without samples.
    var framesPerSecond: Double? {
        let frame = frame
        return frame.ticks > 0 ? Double(timescale) / Double(frame.ticks) : nil
    }

    var byteCount: Int { segments.reduce(0) { $0 &+ $1.byteCount } }
}

/// One media segment file.
struct SegmentMeasurement: Hashable, Sendable {
    let file: String
    let byteCount: Int
    var fragments: [FragmentMeasurement]

    /// Decode time of its first sample.
    var start: Int64 { fragments.first?.decodeTime ?? 0 }
    var duration: Int64 { fragments.reduce(0) { $0 &+ $1.duration } }
    var end: Int64 { start &+ duration }
    var presentationEnd: Int64 { fragments.map(\.presentationEnd).max() ?? 0 }
    var shortestSample: UInt32 { fragments.map(\.shortestSample).min() ?? 0 }
}

/// One `moof` with its `mdat`, its samples summed up so that memory does not grow with them.
struct FragmentMeasurement: Hashable, Sendable {
    /// Of the `moof`'s first byte in the file.
    var offset: Int
    /// Of the byte after the first sample.
    var firstSampleEnd: Int
    /// Sum of the durations of all earlier samples, which `tfdt` must say.
    var decodeTime: Int64
    var sampleCount: Int
    /// Sum of the samples'.
    var duration: Int64
    var shortestSample: UInt32
    /// Presentation time of the first sample.
    var firstPresentation: Int64
    /// Of whichever sample comes first on screen.
    var presentationStart: Int64
    /// Of whichever sample ends last on screen.
    var presentationEnd: Int64
    /// Presentation times of the IDR pictures; empty for audio.
    var idrTimes: [Int64]
    /// The first sample is an IDR picture; false for audio.
    var startsWithIDR: Bool
    /// Its samples are presented one shortest duration apart.
    var isEven: Bool
}
