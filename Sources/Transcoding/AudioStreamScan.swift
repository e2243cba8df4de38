import LibAV
import MediaCore
import Planning

/// What the packets of one sound stream say.
struct AudioStreamScan {
    private let stream: StreamDescription
    private let sound: StreamDescription.Audio
    private let isDecodable: Bool
    private var clock: ClockScan
    private var packetCount = 0
    /// Where the priming ends, which may be inside a packet; nil once a packet goes on behind it.
    private var primingEnd: Int64?
    private(set) var lastDecode: Int64?
    /// Of AAC.
    private var packets: SoundPacketScan?

    /// - Parameter isDecodable: a decoder opens it.
    init(_ stream: StreamDescription, _ sound: StreamDescription.Audio, isDecodable: Bool, restarts: Bool) {
        self.stream = stream
        self.sound = sound
        self.isDecodable = isDecodable
        clock = ClockScan(stream, restarts: restarts)
        if stream.codec == "aac" { packets = SoundPacketScan(stream, sound) }
    }

    mutating func note(_ packet: borrowing Packet, filePlace: Int) {
        defer { packetCount += 1 }
        lastDecode = packet.decodeTicks ?? lastDecode
        packets?.note(packet)
        guard let ticks = packet.presentationTicks ?? packet.decodeTicks else { return }
        if packetCount == 0, sound.sampleRate > 0, packet.primingSampleCount > 0 {
            let priming = MediaTime(ticks: Int64(packet.primingSampleCount), timescale: Int32(clamping: sound.sampleRate))
            primingEnd = ticks &+ stream.ticks(priming)
        }
        let end = ticks &+ max(0, packet.durationTicks)
        let start = max(ticks, primingEnd ?? ticks)
        guard !packet.isDiscarded, start < end || primingEnd == nil else { return }
        primingEnd = nil
        clock.note(decode: packet.decodeTicks ?? ticks, start: start, end: end, packet: packetCount, filePlace: filePlace)
    }

    /// Nil where there is no sound in it.
    var track: SourceAudioTrack? {
        let runs = clock.runs()
        guard let first = runs.first else { return nil }
        return SourceAudioTrack(
            streamIndex: stream.index, codec: stream.codec, isDecodable: isDecodable && sound.channelCount > 0,
            sampleRate: sound.sampleRate, channelCount: sound.channelCount, language: stream.language,
            isDefault: stream.isDefault, start: first.start, end: runs.map(\.end).max() ?? first.end, runs: runs,
            packets: packets?.packets)
    }
}
