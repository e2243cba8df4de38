import LibAV
import MediaCore
import Planning

/// Gives the packets of one stream, read in their order, the times that the plan has for them.
struct ClockFollower {
    private let shifts: [ClockShift]
    private let stream: StreamDescription
    private var place = 0
    /// Packets of the stream read so far.
    private(set) var packets: Int

    /// - Parameter packets: of the stream, before the first one that is read.
    init(_ shifts: [ClockShift], _ stream: StreamDescription, packets: Int = 0) {
        self.shifts = shifts
        self.stream = stream
        self.packets = packets
    }

    mutating func correct(_ packet: borrowing Packet) {
        while place + 1 < shifts.count, shifts[place + 1].firstPacket <= packets { place += 1 }
        if place < shifts.count { packet.shift(by: stream.ticks(shifts[place].shift)) }
        packets += 1
    }
}
