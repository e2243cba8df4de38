import Bitstream
import LibAV
import MediaCore
import Planning

/// What the packets of an AAC stream say to those who would copy them.
struct SoundPacketScan {
    private let stream: StreamDescription
    private let sampleRate: Int32
    private var obstacle: CopyObstacle?
    private var byteCount: Int64 = 0
    private var count = 0
    /// Ticks of the first packet.
    private var start: Int64?

    /// How far a packet may be from where the count of those before it has it, in samples; timestamps are rounded to a time base.
    private static let tolerance = AudioPlan.frameSamples / 2

    init(_ stream: StreamDescription, _ sound: StreamDescription.Audio) {
        self.stream = stream
        sampleRate = Int32(clamping: max(1, sound.sampleRate))
        let config = try? AudioSpecificConfig(parsing: stream.extradata)
        let isPlain =
            config?.audioObjectType == 2 && config?.frameLength == AudioPlan.frameSamples
            && config?.samplingFrequency == sound.sampleRate && config?.channelCount == sound.channelCount
        if !isPlain { obstacle = .soundProfile }
    }

    mutating func note(_ packet: borrowing Packet) {
        byteCount += Int64(packet.byteCount)
        guard let ticks = packet.presentationTicks else {
            obstacle = obstacle ?? .pace
            return
        }
        let first = start ?? ticks
        start = first
        let place = stream.time(ticks &- first).ticks(timescale: sampleRate)
        if (place &- Int64(count * AudioPlan.frameSamples)).magnitude > Self.tolerance { obstacle = obstacle ?? .pace }
        count += 1
    }

    var packets: SoundPackets {
        SoundPackets(obstacle: obstacle, byteCount: byteCount, count: count, start: stream.time(start ?? 0))
    }
}
