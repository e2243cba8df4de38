import Glibc
import LibAV
import MediaCore
import Planning

/// Makes the whole of one sound track in one run, because sound cut into chunks clicks at every seam. It decodes, down-mixes and
/// resamples, lays the result on the asset's timeline (silence in holes and at the end, excess cut) and encodes AAC-LC. All float
/// arithmetic runs at a fixed instruction set, so that the bytes do not depend on the machine.
package struct AudioTranscoder {
    private let plan: AudioPlan
    private let origin: MediaTime
    private let descriptor: Int32
    private let sink: any TranscodeSink

    /// - Parameter descriptor: of the source, readable; stays the caller's.
    package init(plan: AudioPlan, origin: MediaTime, descriptor: Int32, sink: any TranscodeSink) {
        self.plan = plan
        self.origin = origin
        self.descriptor = descriptor
        self.sink = sink
    }

    package func run() throws(TranscodingError) -> TaskStatistics {
        try typed { try InstructionSet.withReproducibleFloats { try transcode() } }
    }

    /// Decoded frames of some 20 ms.
    private static let framesPerProgress = 1 << 12

    private func transcode() throws -> TaskStatistics {
        let start = threadCPUSeconds()
        let gain = try plan.loudness.flatMap { try self.gain(to: $0) } ?? 1
        var encoding = try AudioEncoding.open(plan, sink)
        var timeline = SoundTimeline(plan: plan, origin: origin, gain: gain)
        let damaged = try decode(into: &timeline) { try encoding.encode(&$0, to: sink) }
        try encoding.finish(timeline.rest, to: sink)
        if timeline.gapCount > 0 {
            try sink.finding(
                .audioGapsFilled(count: timeline.gapCount, milliseconds: Int(timeline.gapSamples * 1000 / Int64(plan.sampleRate)))
            )
        }
        if timeline.largestDrift > 0 {
            try sink.finding(
                .soundDriftCompensated(milliseconds: Int(timeline.largestDrift * 1000 / Double(plan.sampleRate))))
        }
        if damaged > 0 { try sink.finding(.damagedSound(count: damaged)) }
        return TaskStatistics(tracks: [TrackCost(track: plan.track, cpuSeconds: threadCPUSeconds() - start)])
    }

    /// Reads the whole track once to know how loud it is; nil for silence.
    private func gain(to target: Int) throws -> Float? {
        var meter = LoudnessMeter(channelCount: plan.channelCount)
        var timeline = SoundTimeline(plan: plan, origin: origin)
        var frames = 0
        _ = try decode(into: &timeline) { channels in
            meter.add(&channels)
            frames += 1
            if frames % Self.framesPerProgress == 0 { try sink.progress(frames: frames) }
        }
        guard let gain = meter.gain(to: target), let loudness = meter.integratedLoudness else { return nil }
        try sink.finding(
            .loudnessChanged(
                track: plan.track.path, measured: Int((loudness * 100).rounded()),
                gain: Int((2000 * log10(Double(gain))).rounded())))
        return gain
    }

    /// - Returns: damaged packets.
    private func decode(into timeline: inout SoundTimeline, _ consume: SoundTimeline.Consumer) throws -> Int {
        var demuxer = try Demuxer.open(descriptor: descriptor)
        guard plan.streamIndex < demuxer.streams.count else {
            throw TranscodingError.sourceChanged("stream \(plan.streamIndex) is gone")
        }
        demuxer.select(streams: [plan.streamIndex])
        let stream = demuxer.streams[plan.streamIndex]
        var decoder = try Decoder.open(demuxer, stream: plan.streamIndex)
        let packet = try Packet.allocate()
        var clock = ClockFollower(plan.clock, stream)
        var inputEnded = false
        decoding: while !timeline.isComplete {
            switch try decoder.receive() {
            case .ended: break decoding
            case .needsInput:
                var isFed = false
                while !isFed, !inputEnded {
                    if try !demuxer.read(into: packet) {
                        inputEnded = true
                        try decoder.sendEnd()
                    } else if packet.streamIndex == stream.index {
                        clock.correct(packet)
                        try decoder.send(packet)
                        isFed = true
                    }
                }
            case .output(let frame):
                try timeline.append(frame, at: frame.presentationTicks.map(stream.time), consume)
            }
        }
        try timeline.finish(consume)
        return decoder.damagedPackets
    }
}
