import MediaCore

/// Packets of one stream in which its clock does not jump.
package struct ClockRun: Hashable, Codable, Sendable {
    /// Packets of the stream before it.
    package var firstPacket: Int
    /// Packets of the whole file before it: streams whose clock jumps together do so at about the same place.
    package var filePlace: Int
    /// First presentation and last presentation's end, as the container has them.
    package var start: MediaTime
    package var end: MediaTime

    package init(firstPacket: Int, filePlace: Int, start: MediaTime, end: MediaTime) {
        self.firstPacket = firstPacket
        self.filePlace = filePlace
        self.start = start
        self.end = end
    }

    /// Of one stream at most; what jumps more often is not a recording.
    package static let most = 1024
}

/// What is added to the times of a stream from one packet on.
package struct ClockShift: Hashable, Codable, Sendable {
    package var firstPacket: Int
    package var shift: MediaTime

    package init(firstPacket: Int, shift: MediaTime) {
        self.firstPacket = firstPacket
        self.shift = shift
    }
}

/// How far times are believed. One place for all of them.
package enum TimelineLimits {
    /// A step of the clock beyond the usual interval is a jump: backwards everywhere, forwards where clocks restart.
    package static let jump = MediaTime(ticks: 1, timescale: 1)
    /// The longest hole in which nothing plays that is kept; a longer one is closed. Also the longest lead-in without a picture.
    package static let longestHole = MediaTime(ticks: 300, timescale: 1)
    /// Streams of one part of a joined file end, and start, within this of each other.
    static let partTolerance = MediaTime(ticks: 10, timescale: 1)
}
