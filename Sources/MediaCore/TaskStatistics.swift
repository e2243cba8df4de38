/// What a worker's task took and met.
package struct TaskStatistics: Hashable, Codable, Sendable {
    package var tracks: [TrackCost]
    /// Frames that the decoder returned.
    package var decodedFrames: Int
    /// Frames that the decoder reported as damaged and concealed.
    package var damagedFrames: Int
    /// Peak resident set of the worker's process so far (`VmHWM` of /proc/self/status), in bytes.
    package var peakMemory: Int

    package init(tracks: [TrackCost] = [], decodedFrames: Int = 0, damagedFrames: Int = 0, peakMemory: Int = 0) {
        self.tracks = tracks
        self.decodedFrames = decodedFrames
        self.damagedFrames = damagedFrames
        self.peakMemory = peakMemory
    }
}

/// Processor time of the thread that scaled and encoded one track.
package struct TrackCost: Hashable, Codable, Sendable {
    package var track: TrackID
    package var cpuSeconds: Double

    package init(track: TrackID, cpuSeconds: Double) {
        self.track = track
        self.cpuSeconds = cpuSeconds
    }
}
