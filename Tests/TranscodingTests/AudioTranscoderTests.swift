import Foundation
import MediaCore
import Planning
import Testing

@testable import Transcoding

/// Serialized: sound is made with the processor's instruction sets held for the whole process.
@Suite(.serialized, .enabled(if: FFmpeg.isInstalled, "/usr/bin/ffmpeg is not installed")) struct AudioTranscoderTests {
    static let track = TrackID("audio/aac/und")
    static let rate = 48_000
    static let priming = 1024

    struct Sound {
        let record: RecordingSink.Record
        /// Decoded, two channels, without the priming, between −1 and 1.
        let channels: [[Float]]
    }

    static func plan(_ seconds: Double, stream: Int = 0) -> AudioPlan {
        AudioPlan(
            track: track, streamIndex: stream, codec: .aac, language: "und", sampleRate: rate, channelCount: 2, bitRate: 192_000,
            sampleCount: Int64(seconds * Double(rate)))
    }

    static func transcode(
        _ path: String, _ plan: AudioPlan, origin: MediaTime = .zero, into sink: RecordingSink = RecordingSink()
    ) throws -> Sound {
        _ = try withDescriptor(path) { descriptor in
            try AudioTranscoder(plan: plan, origin: origin, descriptor: descriptor, sink: sink).run()
        }
        return Sound(record: sink.record, channels: try decode(sink.record.samples[track] ?? []))
    }

    /// Frames behind ADTS headers (ISO/IEC 14496-3 §1.A.2), decoded by ffmpeg.
    private static func decode(_ samples: [RecordingSink.Sample]) throws -> [[Float]] {
        var stream: [UInt8] = []
        for sample in samples {
            let length = sample.payload.count + 7
            stream += [
                0xff, 0xf1, 0x4c, 0x80 | UInt8(length >> 11), UInt8(length >> 3 & 255), UInt8(length & 7) << 5 | 0x1f, 0xfc,
            ]
            stream += sample.payload
        }
        let file = FileManager.default.temporaryDirectory.appending(path: "sluice-\(UUID().uuidString).aac")
        try Data(stream).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let decoded = try FFmpeg.run(["-f", "aac", "-i", file.path, "-f", "f32le", "-"])
        let values = decoded.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count - 3, by: 4).map { bytes.loadUnaligned(fromByteOffset: $0, as: Float.self) }
        }
        return (0..<2).map { channel in stride(from: channel + 2 * priming, to: values.count, by: 2).map { values[$0] } }
    }

    /// A 1 kHz sine at half of full scale.
    static func sine(
        _ suffix: String = "wav", rate: Int, seconds: Double, layout: String = "stereo", filter: String? = nil,
        codec: String = "pcm_s16le",
        options: [String] = []
    ) throws -> String {
        let tone = "0.5*sin(2*PI*1000*t)"
        let channels = layout == "mono" ? tone : "\(tone)|\(tone)"
        let source = "aevalsrc='\(channels)':s=\(rate):d=\(seconds)"
        return try Fixture.made(suffix, ["-f", "lavfi", "-i", source + (filter.map { "," + $0 } ?? ""), "-c:a", codec] + options)
    }

    /// Amplitude of a 1 kHz sine (or another) over `range`, and the largest distance of a sample from it.
    static func fit(_ samples: [Float], _ range: Range<Int>, frequency: Double = 1000) -> (amplitude: Double, residual: Double) {
        var (sine, cosine) = (0.0, 0.0)
        let step = 2 * Double.pi * frequency / Double(rate)
        for index in range {
            sine += Double(samples[index]) * sin(step * Double(index))
            cosine += Double(samples[index]) * cos(step * Double(index))
        }
        sine *= 2 / Double(range.count)
        cosine *= 2 / Double(range.count)
        let residual =
            range.map {
                abs(Double(samples[$0]) - sine * sin(step * Double($0)) - cosine * cos(step * Double($0)))
            }.max() ?? 0
        return ((sine * sine + cosine * cosine).squareRoot(), residual)
    }

    /// The first sample louder than a tenth of full scale.
    static func onset(_ samples: [Float]) -> Int { samples.firstIndex { abs($0) > 0.1 } ?? -1 }

    private func expectExactLength(_ sound: Sound, _ plan: AudioPlan, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let samples = try #require(sound.record.samples[Self.track], sourceLocation: sourceLocation)
        let total = plan.sampleCount + Int64(Self.priming)
        #expect(samples.count == Int((total + 1023) / 1024), sourceLocation: sourceLocation)
        #expect(samples.indices.allSatisfy { samples[$0].timing.decodeTime == Int64($0) * 1024 }, sourceLocation: sourceLocation)
        #expect(samples.dropLast().allSatisfy { $0.timing.duration == 1024 }, sourceLocation: sourceLocation)
        #expect(samples.reduce(0) { $0 + Int64($1.timing.duration) } == total, sourceLocation: sourceLocation)
        #expect(samples.allSatisfy { $0.timing.isSync && $0.timing.compositionOffset == 0 }, sourceLocation: sourceLocation)
        #expect(sound.record.primingTicks[Self.track] == Self.priming, sourceLocation: sourceLocation)
        // AAC-LC, 48 kHz, two channels (ISO/IEC 14496-3 §1.6.2.1).
        guard case .aac(let config)? = sound.record.configurations[Self.track]?.first else {
            throw FFmpeg.Failure(text: "no configuration")
        }
        #expect(Array(config.prefix(2)) == [0x11, 0x90], sourceLocation: sourceLocation)
        #expect(sound.channels[0].count >= Int(plan.sampleCount), sourceLocation: sourceLocation)
    }

    /// Lengths around the frame's: one sample, a frame less and more.
    @Test(arguments: [1, 1023, 1024, 1025, 2048, 47_999, 48_000, 100_352])
    func lengthsAreExact(sampleCount: Int64) throws {
        var plan = Self.plan(1)
        plan.sampleCount = sampleCount
        let sound = try Self.transcode(try Self.sine(rate: 48_000, seconds: 2), plan)
        try expectExactLength(sound, plan)
        #expect(sound.record.findings.isEmpty)
    }

    /// No click anywhere: every sample lies on the sine, at the source's loudness.
    @Test(arguments: [
        (48_000, "stereo"), (44_100, "stereo"), (44_100, "mono"), (8000, "mono"), (22_050, "stereo"), (96_000, "stereo"),
    ])
    func aSineStaysASine(_ rate: Int, _ layout: String) throws {
        let plan = Self.plan(3)
        let sound = try Self.transcode(try Self.sine(rate: rate, seconds: 3, layout: layout), plan)
        try expectExactLength(sound, plan)
        for channel in sound.channels {
            let (amplitude, residual) = Self.fit(channel, 2400..<141_600)
            #expect(abs(amplitude - 0.5) < 0.02, "amplitude \(amplitude)")
            #expect(residual < 0.02, "residual \(residual)")
            #expect(Self.onset(channel) < 48, "starts at \(Self.onset(channel))")
        }
        #expect(sound.record.findings.isEmpty)
    }

    /// Containers whose times are whole milliseconds must not make holes.
    @Test func coarseTimesMakeNoHoles() throws {
        let plan = Self.plan(3)
        let sound = try Self.transcode(try Self.sine("mkv", rate: 44_100, seconds: 3), plan)
        #expect(sound.record.findings.isEmpty)
        #expect(Self.fit(sound.channels[0], 2400..<141_600).residual < 0.02)
    }

    /// Half a second is missing; what follows stays in its place.
    @Test(arguments: [48_000, 44_100]) func holesBecomeSilence(rate: Int) throws {
        let plan = Self.plan(3)
        let path = try Self.sine(
            "mkv", rate: rate, seconds: 3, filter: "asetnsamples=\(rate / 20),aselect='not(between(t,0.999,1.499))'")
        let sound = try Self.transcode(path, plan)
        try expectExactLength(sound, plan)
        #expect(sound.record.findings.count == 1)
        guard case .audioGapsFilled(1, let milliseconds)? = sound.record.findings.first else {
            Issue.record("\(sound.record.findings)")
            return
        }
        #expect(abs(milliseconds - 500) <= 55)
        let left = sound.channels[0]
        #expect(Self.fit(left, 2400..<45_600).residual < 0.02)
        #expect(left[50_400..<69_600].allSatisfy { abs($0) < 0.01 })
        #expect(abs(Self.onset(Array(left[50_400...])) + 50_400 - 72_000) < 2500)
        #expect(Self.fit(left, 76_800..<141_600).residual < 0.02)
    }

    /// The sine goes on in phase after the hole: what is behind it has not moved by a sample.
    @Test func soundAfterAHoleIsInPhase() throws {
        let path = try Self.sine(
            "mkv", rate: 48_000, seconds: 3, filter: "asetnsamples=2400,aselect='not(between(t,0.999,1.499))'")
        let left = try Self.transcode(path, Self.plan(3)).channels[0]
        let before = Self.fit(left, 2400..<45_600)
        // 1 kHz repeats every 48 samples, so both windows share the phase.
        var residual = 0.0
        for index in 0..<48 * 100 { residual = max(residual, Double(abs(left[4800 + index] - left[81_600 + index]))) }
        #expect(before.amplitude > 0.48 && residual < 0.03, "residual \(residual)")
    }

    @Test func aLateStartIsSilent() throws {
        let plan = Self.plan(2)
        let path = try Self.sine("mkv", rate: 48_000, seconds: 1.5, options: ["-output_ts_offset", "0.5"])
        let sound = try Self.transcode(path, plan)
        try expectExactLength(sound, plan)
        #expect(sound.channels[0][..<22_800].allSatisfy { abs($0) < 0.01 })
        #expect(abs(Self.onset(sound.channels[0]) - 24_000) < 96)
        #expect(Self.fit(sound.channels[0], 26_400..<93_600).residual < 0.02)
        #expect(sound.record.findings.isEmpty)
    }

    /// The asset starts after the sound does: what comes before is cut.
    @Test(arguments: [48_000, 44_100]) func whatComesBeforeTheOriginIsCut(rate: Int) throws {
        let plan = Self.plan(1)
        let path = try Self.sine(rate: rate, seconds: 2, filter: "volume=0:enable='lt(t,0.75)'")
        let sound = try Self.transcode(path, plan, origin: MediaTime(ticks: 1, timescale: 2))
        try expectExactLength(sound, plan)
        #expect(abs(Self.onset(sound.channels[0]) - 12_000) < 1100)
    }

    @Test func anEarlyEndIsSilent() throws {
        let plan = Self.plan(3)
        let sound = try Self.transcode(try Self.sine(rate: 44_100, seconds: 1), plan)
        try expectExactLength(sound, plan)
        let left = sound.channels[0]
        #expect(Self.fit(left, 2400..<45_600).residual < 0.02)
        #expect(abs((left.lastIndex { abs($0) > 0.1 } ?? 0) - 48_000) < 96)
        #expect(left[50_400...].allSatisfy { abs($0) < 0.01 })
    }

    /// Every speaker its own tone: left ones left, right ones right, the centre in both, nothing clipped.
    @Test func surroundIsMixedDown() throws {
        let path = try Fixture.named("surround.mp4")
        let source = try scan(path)
        let index = try #require(source.audio.first).streamIndex
        let plan = Self.plan(3, stream: index)
        let sound = try Self.transcode(path, plan)
        try expectExactLength(sound, plan)
        let range = 4800..<134_400
        func level(_ channel: Int, _ frequency: Double) -> Double {
            Self.fit(sound.channels[channel], range, frequency: frequency).amplitude
        }
        for (own, other, tones) in [(0, 1, [400.0, 1500]), (1, 0, [600.0, 2000])] {
            for tone in tones { #expect(level(own, tone) > 0.02 && level(other, tone) < level(own, tone) / 50, "\(tone) Hz") }
        }
        #expect(level(0, 1000) > 0.02 && abs(level(0, 1000) - level(1, 1000)) < 0.005)
        // ITU-R BS.775: centre and surround 3 dB below the front, low frequencies left out.
        for tone in [1000.0, 1500] { #expect(abs(level(0, tone) / level(0, 400) - 0.7071) < 0.02, "\(tone) Hz") }
        #expect(level(0, 60) < 0.001)
        #expect(sound.channels.allSatisfy { $0.allSatisfy { abs($0) < 1 } })
    }

    @Test func fullScaleOnEverySpeakerDoesNotClip() throws {
        let tone = Array(repeating: "0.99*sin(2*PI*1000*t)", count: 6).joined(separator: "|")
        let path = try Fixture.made("wav", ["-f", "lavfi", "-i", "aevalsrc='\(tone)':s=48000:d=1:c=5.1", "-c:a", "pcm_s16le"])
        let sound = try Self.transcode(path, Self.plan(1))
        for channel in sound.channels {
            #expect((0.9...1).contains(Self.fit(channel, 4800..<43_200).amplitude))
        }
    }

    /// The encoder's own delay of a source is not heard twice.
    @Test func primingOfTheSourceIsSkipped() throws {
        let path = try Self.sine("mp4", rate: 48_000, seconds: 2, filter: "volume=0:enable='lt(t,1)'", codec: "aac")
        let sound = try Self.transcode(path, Self.plan(2))
        #expect(abs(Self.onset(sound.channels[0]) - 48_000) < 1100)
    }

    @Test func repetitionGivesTheSameBytes() throws {
        let path = try Self.sine(rate: 44_100, seconds: 3)
        let first = try Self.transcode(path, Self.plan(3))
        let second = try Self.transcode(path, Self.plan(3))
        #expect(first.record.samples == second.record.samples)
    }

    @Test(arguments: [(RecordingSink.Event.configuration, 0), (.sample, 0), (.sample, 100)])
    func aRefusalComesBack(_ event: RecordingSink.Event, _ count: Int) throws {
        let path = try Self.sine(rate: 48_000, seconds: 3)
        let error = #expect(throws: TranscodingError.self) {
            try Self.transcode(path, Self.plan(3), into: RecordingSink(failing: event, after: count))
        }
        guard case .outputClosed = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
