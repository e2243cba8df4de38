import LibAV
import MediaCore
import Planning

/// The AAC encoder of one track and the arithmetic of its frames.
struct AudioEncoding: ~Copyable {
    private var encoder: AudioEncoder
    private let plan: AudioPlan
    private var delivered: Int64 = 0
    /// AAC frames of the track: the sound and the priming before it.
    private let frameCount: Int64
    private let lastDuration: Int64

    static func open(_ plan: AudioPlan, _ sink: any TranscodeSink) throws -> AudioEncoding {
        let encoder = try AudioEncoder.open(
            sampleRate: plan.sampleRate, channelCount: plan.channelCount, bitRate: plan.bitRate)
        try sink.configuration(
            .aac(audioSpecificConfig: encoder.audioSpecificConfig), of: plan.track, primingTicks: encoder.primingSamples)
        return AudioEncoding(encoder, plan)
    }

    private init(_ encoder: consuming AudioEncoder, _ plan: AudioPlan) {
        let size = Int64(AudioPlan.frameSamples)
        let total = plan.sampleCount + Int64(encoder.primingSamples)
        frameCount = (total + size - 1) / size
        lastDuration = total - (frameCount - 1) * size
        self.encoder = encoder
        self.plan = plan
    }

    /// Takes whole frames off the front of `channels`.
    mutating func encode(_ channels: inout [[Float]], to sink: any TranscodeSink) throws {
        let size = AudioPlan.frameSamples
        let whole = channels[0].count / size
        for index in 0..<whole {
            try encoder.send(channels, offset: index * size)
            try deliver(to: sink)
        }
        for channel in channels.indices { channels[channel].removeFirst(whole * size) }
    }

    /// Encodes the last, partial frame, filled up with silence, and what the encoder holds.
    mutating func finish(_ rest: [[Float]], to sink: any TranscodeSink) throws {
        if let count = rest.first?.count, count > 0 {
            let silence = [Float](repeating: 0, count: AudioPlan.frameSamples - count)
            try encoder.send(rest.map { $0 + silence }, offset: 0)
            try deliver(to: sink)
        }
        try encoder.sendEnd()
        try deliver(to: sink)
    }

    private mutating func deliver(to sink: any TranscodeSink) throws {
        while case .output(let bytes) = try encoder.receive() {
            guard delivered < frameCount else { continue }
            // The last frame is declared only as long as the sound in it, so that every track of the asset ends together.
            let duration = delivered == frameCount - 1 ? lastDuration : Int64(AudioPlan.frameSamples)
            try sink.sample(
                SampleTiming(decodeTime: delivered * Int64(AudioPlan.frameSamples), duration: UInt32(duration), isSync: true),
                of: plan.track, payload: bytes)
            delivered += 1
        }
    }
}
