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

    private func transcode() throws -> TaskStatistics {
        var statistics = TaskStatistics()
        var timeline = SoundTimeline(plan: plan, origin: origin)
        var encoding = try AudioEncoding.open(plan, sink)
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
                try timeline.append(frame, at: frame.presentationTicks.map(stream.time)) { try encoding.encode(&$0, to: sink) }
            }
        }
        try timeline.finish { try encoding.encode(&$0, to: sink) }
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
        if decoder.damagedPackets > 0 { try sink.finding(.damagedSound(count: decoder.damagedPackets)) }
        statistics.tracks = [TrackCost(track: plan.track, cpuSeconds: threadCPUSeconds())]
        return statistics
    }
}
