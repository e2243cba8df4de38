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
    private(set) var lastDecode: Int64?

    /// - Parameter isDecodable: a decoder opens it.
    init(_ stream: StreamDescription, _ sound: StreamDescription.Audio, isDecodable: Bool, restarts: Bool) {
        self.stream = stream
        self.sound = sound
        self.isDecodable = isDecodable
        clock = ClockScan(stream, restarts: restarts)
    }

    mutating func note(_ packet: borrowing Packet, filePlace: Int) {
        defer { packetCount += 1 }
        lastDecode = packet.decodeTicks ?? lastDecode
        guard !packet.isDiscarded, let ticks = packet.presentationTicks ?? packet.decodeTicks else { return }
        clock.note(
            decode: packet.decodeTicks ?? ticks, start: ticks, end: ticks &+ max(0, packet.durationTicks), packet: packetCount,
            filePlace: filePlace)
    }

    /// Nil where there is no sound in it.
    var track: SourceAudioTrack? {
        let runs = clock.runs()
        guard let first = runs.first else { return nil }
        return SourceAudioTrack(
            streamIndex: stream.index, codec: stream.codec, isDecodable: isDecodable && sound.channelCount > 0,
            sampleRate: sound.sampleRate, channelCount: sound.channelCount, language: stream.language,
            isDefault: stream.isDefault, start: first.start, end: runs.map(\.end).max() ?? first.end, runs: runs)
    }
}
