import MediaCore
import Testing

@testable import Planning

/// When the source's own packets stand in the asset.
@Suite struct CopyTests {
    /// 720p at 30 frames a second for 12 s, an IDR picture every 2 s, 375 kB each.
    private static let track: SourceVideoTrack = {
        var track = SourceVideoTrack.regular(
            Resolution(width: 1280, height: 720), count: 360, interval: 512, timescale: 15360, keyframes: 60)
        for index in track.accessPoints.indices {
            track.accessPoints[index].isIDR = true
            track.accessPoints[index].byteOffset = Int64(index) * 375_000
        }
        track.packets = PicturePackets(byteCount: 6 * 375_000, delay: 1)
        return track
    }()

    private static let sound: SourceAudioTrack = {
        var sound = SourceAudioTrack.regular(start: 0, end: 12_000)
        sound.sampleRate = 48_000
        sound.packets = SoundPackets(byteCount: 192_000, count: 564, start: MediaTime(ticks: -1024, timescale: 48_000))
        sound.runs = [ClockRun(firstPacket: 0, filePlace: 0, start: sound.start, end: sound.end)]
        return sound
    }()

    private func plan(
        _ track: SourceVideoTrack = track, _ sound: SourceAudioTrack = sound, _ preset: Preset = .packaging
    ) throws -> TranscodePlan {
        try Planner.plan(source: SourceInfo([track], [sound]), preset: preset, version: "1")
    }

    private var reuse: Preset {
        var preset = Preset.web
        preset.reuse = .source
        return preset
    }

    @Test("A file that fits is packaged without an encoder")
    func packaging() throws {
        let plan = try plan()
        let video = try #require(plan.video)
        #expect(video.renditions.map(\.track.path) == ["video/h264/720p"] && video.renditions[0].copiedDelay == 1)
        #expect(video.chunks.isEmpty && video.grid.segmentCount == 3 && video.encoded.renditions.isEmpty)
        #expect(plan.hasCopies && !plan.hasEncodedSound)
        let sound = try #require(plan.audio)
        #expect(sound.copiedPriming == 1024 && sound.sampleCount == 576_000)
        #expect(sound.bitRate == 127_659)
        #expect(plan.findings == [.copied(track: "video/h264/720p"), .copied(track: "audio/aac/und")])
    }

    @Test("With `reuse: source` it is the top rung, and the others are encoded")
    func topRung() throws {
        let plan = try plan(Self.track, Self.sound, reuse)
        let video = try #require(plan.video)
        #expect(
            video.renditions.map(\.copiedDelay) == [1, nil, nil] && video.encoded.renditions.map(\.name) == ["540p", "360p"])
        #expect(video.chunks.count == 1 && plan.audio?.copiedPriming == nil)
        let untouched = try self.plan(Self.track, Self.sound, .web)
        #expect(!untouched.hasCopies && untouched.findings == [])
    }

    private typealias Unfit<Track> = [(change: @Sendable (inout Track) -> Void, obstacle: CopyObstacle)]

    private static let unfit: Unfit<SourceVideoTrack> = [
        ({ $0.packets = nil }, .codec("h264")),
        ({ $0.packets?.obstacle = .parameterSets }, .parameterSets),
        ({ $0.hasTrustedRandomAccess = false }, .container),
        ({ $0.orientation = Orientation(quarterTurns: 2) }, .turned),
        ({ ($0.pixelAspectWidth, $0.pixelAspectHeight) = (4, 3) }, .pixelAspect),
        ({ $0.isInterlaced = true }, .interlaced),
        ({ $0.color = .bt2100(transfer: ColorDescription.pq) }, .color),
        ({ $0.color.isFullRange = true }, .color),
        ({ $0.accessPoints[0].isIDR = false }, .firstPicture),
        ({ track in for index in 2...4 { track.accessPoints[index].isIDR = false } }, .keyframeInterval(longest: 8000)),
        ({ $0.size = Resolution(width: 1279, height: 720) }, .size(width: 1278, height: 720)),
        // Half a frame is the most by which a frame may be off its place.
        ({ $0.packets?.latest = MediaTime(ticks: 256, timescale: 15360) }, .pace),
        ({ $0.packets?.earliest = MediaTime(ticks: -256, timescale: 15360) }, .pace),
        ({ $0.end = MediaTime(ticks: 13, timescale: 1) }, .pace),
        ({ ($0.start, $0.end) = ($0.start + seconds(1), $0.end + seconds(1)) }, .laterThanSound),
    ]

    @Test("What does not fit, and why", arguments: unfit.indices) func obstacles(index: Int) throws {
        let (change, obstacle) = Self.unfit[index]
        var track = Self.track
        change(&track)
        #expect(throws: PlanningError.notCopyable(obstacle)) { try self.plan(track) }
        let plan = try plan(track, Self.sound, reuse)
        #expect(!plan.hasCopies && plan.findings.contains(.notCopied(track: "video/h264/720p", obstacle)))
    }

    @Test("What is just within the limits fits")
    func limits() throws {
        var track = Self.track
        track.packets?.latest = MediaTime(ticks: 255, timescale: 15360)
        for index in [1, 2, 4, 5] { track.accessPoints[index].isIDR = false }
        track.color = .unsaid
        #expect(try plan(track).video?.grid.segmentCount == 2)
    }

    @Test("The rung's rate counts in a ladder, and not where there is none")
    func rate() throws {
        var track = Self.track
        // 3.2 Mbit/s for 4 s and 6.4 Mbit of buffer are 2.4 MB.
        for index in track.accessPoints.indices.dropFirst(2) { track.accessPoints[index].byteOffset += 1_650_001 }
        track.packets?.byteCount += 1_650_001
        #expect(
            try plan(track, Self.sound, reuse).findings.contains(.notCopied(track: "video/h264/720p", .rate(maxRate: 3_200_000))))
        #expect(try plan(track).hasCopies)
        for index in track.accessPoints.indices.dropFirst(2) { track.accessPoints[index].byteOffset -= 1 }
        #expect(try plan(track, Self.sound, reuse).hasCopies)
    }

    @Test("A ladder of one rung, and one with AV1, are encoded")
    func ladders() throws {
        var preset = Preset(name: "a", summary: "", rungs: [Preset.Rung(shortSide: 720, maxRate: 9_000_000)], reuse: .source)
        #expect(try plan(Self.track, Self.sound, preset).findings.contains(.notCopied(track: "video/h264/720p", .lowestRung)))
        preset = reuse
        preset.alternatives = [CodecLadder(codec: .av1, rungs: preset.rungs, crfHundredths: 4000, encoderPreset: "9")]
        #expect(!(try plan(Self.track, Self.sound, preset).hasCopies))
    }

    @Test("A file of which a part is missing is not packaged")
    func incomplete() {
        var source = SourceInfo([Self.track], [Self.sound])
        source.findings = [.truncated(missingMilliseconds: 100)]
        #expect(throws: PlanningError.notCopyable(.incomplete)) {
            try Planner.plan(source: source, preset: .packaging, version: "1")
        }
    }

    private static let unfitSound: Unfit<SourceAudioTrack> = [
        ({ ($0.packets, $0.codec) = (nil, "opus") }, .codec("opus")),
        ({ $0.packets?.obstacle = .soundProfile }, .soundProfile),
        ({ $0.sampleRate = 32_000 }, .sampleRate(32_000)),
        ({ $0.channelCount = 8 }, .channels(8)),
        ({ $0.packets?.start = .zero }, .priming),
        ({ $0.packets?.start = MediaTime(ticks: -4, timescale: 1) }, .priming),
        ({ $0.packets?.count = 560 }, .soundLength),
    ]

    @Test("Sound that does not fit is encoded, and why", arguments: unfitSound.indices) func sound(index: Int) throws {
        let (change, obstacle) = Self.unfitSound[index]
        var sound = Self.sound
        change(&sound)
        let plan = try plan(Self.track, sound)
        #expect(plan.hasEncodedSound && plan.audio?.sampleRate == 48_000)
        #expect(plan.findings.contains(.notCopied(track: "audio/aac/und", obstacle)))
    }
}
