import MediaCore

/// What the packets of an H.264 track say to those who would copy them.
package struct PicturePackets: Hashable, Codable, Sendable {
    package var obstacle: CopyObstacle?
    package var byteCount: Int64
    /// Frames by which showing lags behind decoding, at most.
    package var delay: Int
    /// How far the frames show from where the track's constant rate has them, counted from the first: the earliest and the latest.
    package var earliest: MediaTime
    package var latest: MediaTime

    /// Of `delay`: the frames that a decoder of H.264 holds at most (ISO/IEC 14496-10 §A.3.1).
    package static let mostDelay = 16

    package init(
        obstacle: CopyObstacle? = nil, byteCount: Int64 = 0, delay: Int = 0, earliest: MediaTime = .zero,
        latest: MediaTime = .zero
    ) {
        self.obstacle = obstacle
        self.byteCount = byteCount
        self.delay = delay
        self.earliest = earliest
        self.latest = latest
    }
}

/// What the packets of an AAC track say to those who would copy them.
package struct SoundPackets: Hashable, Codable, Sendable {
    package var obstacle: CopyObstacle?
    package var byteCount: Int64
    package var count: Int
    /// Of the first packet, the encoder's delay included.
    package var start: MediaTime

    package init(obstacle: CopyObstacle? = nil, byteCount: Int64 = 0, count: Int = 0, start: MediaTime = .zero) {
        self.obstacle = obstacle
        self.byteCount = byteCount
        self.count = count
        self.start = start
    }
}
