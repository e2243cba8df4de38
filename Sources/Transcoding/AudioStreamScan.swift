import LibAV
import MediaCore
import Planning

/// What the packets of one sound stream say.
struct AudioStreamScan {
    private let stream: StreamDescription
    private let sound: StreamDescription.Audio
    private var start: Int64?
    private var end: Int64 = .min

    init(_ stream: StreamDescription, _ sound: StreamDescription.Audio) {
        self.stream = stream
        self.sound = sound
    }

    mutating func note(_ packet: borrowing Packet) {
        guard !packet.isDiscarded, let ticks = packet.presentationTicks ?? packet.decodeTicks else { return }
        start = min(start ?? ticks, ticks)
        end = max(end, ticks &+ max(0, packet.durationTicks))
    }

    /// Nil where there is no sound in it.
    var track: SourceAudioTrack? {
        guard let start else { return nil }
        return SourceAudioTrack(
            streamIndex: stream.index, codec: stream.codec, isDecodable: stream.isDecodable && sound.channelCount > 0,
            sampleRate: sound.sampleRate, channelCount: sound.channelCount, language: stream.language,
            isDefault: stream.isDefault,
            start: stream.time(start), end: stream.time(end))
    }
}
