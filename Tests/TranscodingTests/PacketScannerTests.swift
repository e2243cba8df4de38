import MediaCore
import Planning
import Testing

@testable import Transcoding

@Suite(.enabled(if: FFmpeg.isInstalled, "/usr/bin/ffmpeg is not installed")) struct PacketScannerTests {
    private func seconds(_ ticks: Int64, _ timescale: Int32 = 1) -> MediaTime { MediaTime(ticks: ticks, timescale: timescale) }

    /// Milliseconds of `time`.
    private func milliseconds(_ time: MediaTime) -> Int64 { time.ticks(timescale: 1000) }

    @Test(arguments: ["mp4", "mov"]) func everythingIsMeasured(suffix: String) throws {
        let source = try scan(try NumberedFrames.file(count: 240, suffix: suffix))
        #expect(source.container == "mov" && source.otherStreamCount == 0 && source.audio.isEmpty && source.findings.isEmpty)
        let track = try #require(source.video.first)
        #expect(track.codec == "h264" && track.size == NumberedFrames.size && track.orientation == .upright)
        #expect(track.color == .bt709 && track.pixelFormat == "yuv420p")
        #expect(track.frameCount == 240)
        #expect(track.start == .zero && track.end == seconds(48, 5))
        #expect(track.medianInterval == seconds(1, 25))
        #expect(track.accessPoints.map(\.presentationTime) == [0, 2, 4, 6, 8].map { seconds($0) })
        #expect(track.accessPoints.map(\.packetIndex) == [0, 50, 100, 150, 200])
        #expect(track.accessPoints.allSatisfy { $0.decodeTime <= $0.presentationTime })
        #expect(track.hasTrustedRandomAccess)
    }

    @Test func matroskaRoundsToMilliseconds() throws {
        let track = try #require(try scan(try NumberedFrames.file(count: 240, suffix: "mkv")).video.first)
        #expect(track.frameCount == 240 && track.medianInterval == seconds(1, 25))
        #expect(milliseconds(track.start) == 0 && milliseconds(track.end) == 9600)
        #expect(track.accessPoints.count == 5 && track.hasTrustedRandomAccess)
    }

    /// A transport stream starts anywhere and offers no index.
    @Test func transportStreamsKeepTheirOffset() throws {
        let source = try scan(try Fixture.named("start-offset.ts"))
        let track = try #require(source.video.first)
        #expect(source.container == "mpegts" && track.frameCount == 125)
        #expect(track.start >= seconds(10) && track.start < seconds(12))
        #expect(abs(milliseconds(track.end - track.start) - 5000) <= 1)
        #expect(track.medianInterval == seconds(1, 25) && !track.hasTrustedRandomAccess)
        let sound = try #require(source.audio.first)
        #expect(sound.codec == "aac" && sound.sampleRate == 48_000 && sound.channelCount == 2 && sound.isDecodable)
        #expect(abs(milliseconds(sound.start - track.start)) < 100)
        #expect(abs(milliseconds(sound.end - sound.start) - 5000) < 60)
    }

    /// The edit list leads into the middle of AAC's second packet.
    @Test func primingIsNoSound() throws {
        let sound = try #require(try scan(try Fixture.named("edit-into-a-packet.mp4")).audio.first)
        #expect(sound.start == .zero)
        #expect(sound.runs.first?.start == .zero)
    }

    @Test(arguments: [
        ("phone-portrait.mp4", Orientation(quarterTurns: 1)), ("turned-left.mp4", Orientation(quarterTurns: 3)),
        ("turned-180.mp4", Orientation(quarterTurns: 2)), ("mirrored.mp4", Orientation(isMirrored: true)),
        ("turned-and-mirrored.mp4", Orientation(isMirrored: true, quarterTurns: 3)),
        ("matrix-half-degree.mp4", Orientation(quarterTurns: 1)),
    ])
    func orientations(_ name: String, _ orientation: Orientation) throws {
        let source = try scan(try Fixture.named(name))
        #expect(source.video.first?.orientation == orientation)
        #expect(source.findings.isEmpty)
    }

    @Test func oddAnglesAreIgnoredWithAWord() throws {
        let source = try scan(try Fixture.named("matrix-30-degrees.mp4"))
        #expect(source.video.first?.orientation == .upright)
        #expect(source.findings == [.displayMatrixIgnored])
        #expect(try scan(try Fixture.named("matrix-zero.mp4")).video.first?.orientation == .upright)
    }

    @Test func pixelShapes() throws {
        let wide = try scan(try Fixture.named("anamorphic.mp4"))
        #expect(wide.video.first?.pixelAspectWidth == 4 && wide.video.first?.pixelAspectHeight == 3)
        let unknown = try scan(try Fixture.named("aspect-unknown.mp4"))
        #expect(unknown.video.first?.pixelAspectWidth == 1 && unknown.findings.isEmpty)
        let absurd = try scan(try Fixture.named("aspect-absurd.mp4"))
        #expect(absurd.video.first?.pixelAspectWidth == 1 && absurd.video.first?.pixelAspectHeight == 1)
        #expect(absurd.findings == [.pixelAspectIgnored(width: 1, height: 100)])
    }

    @Test func variableRatesHaveAMedianAndBounds() throws {
        let track = try #require(try scan(try Fixture.named("variable-rate.mp4")).video.first)
        let pace = try #require(track.unevenPace)
        #expect((13...20).contains(milliseconds(pace.short)) && (46...54).contains(milliseconds(pace.long)))
        #expect(pace.stillCount == 0)
        #expect(track.frameCount == 180)
        let rate = 1 / track.medianInterval.seconds
        #expect(rate > 24 && rate < 40)
        #expect(abs(milliseconds(track.end - track.start) - 6000) <= 30)
    }

    /// Rates that the time base cannot tell exactly, and fields, are no variable ones.
    @Test(arguments: ["rate-59.94.mp4", "matroska.mkv", "joined.ts", "interlaced.ts", "one-frame.mp4"])
    func evenPaces(_ name: String) throws {
        #expect(try scan(try Fixture.named(name)).video.first?.unevenPace == nil)
    }

    @Test func whatStandsStillIsMeasured() throws {
        let pace = try #require(try scan(try Fixture.named("hole.mkv")).video.first?.unevenPace)
        #expect(pace.stillCount == 1 && abs(milliseconds(pace.stillDuration) - 5040) <= 1 && pace.short == pace.long)
    }

    @Test func aClockThatWrapsIsTold() throws {
        let source = try scan(try Fixture.named("wrap.ts"))
        #expect(source.findings == [.clockWrapped])
        #expect(try scan(try Fixture.named("start-offset.ts")).findings == [])
    }

    @Test func aHeaderThatLiesIsTold() throws {
        let source = try scan(try Fixture.named("long-claim.mp4"))
        guard case .durationDisbelieved(let claimed, let measured)? = source.findings.first, source.findings.count == 1 else {
            Issue.record("\(source.findings)")
            return
        }
        #expect(claimed / 1000 == 143_165 && (2000...2100).contains(measured))
    }

    @Test(arguments: ["tagged.mov", "tagged-keys.mov"]) func whatAFileCarriesIsTold(_ name: String) throws {
        #expect(try scan(try Fixture.named(name)).findings == [.privateTagsDropped(PrivateTag.allCases)])
    }

    @Test func tagsAreToldApart() {
        let harmless = ["encoder", "handler_name", "major_brand", "creation_time", "language", "com.android.version", "DURATION"]
        #expect(PrivateTag.all(in: Set(harmless)) == [])
        #expect(PrivateTag.all(in: ["location-eng"]) == [.place] && PrivateTag.all(in: ["com.android.model"]) == [.device])
        #expect(PrivateTag.all(in: ["ARTIST"]) == [.names])
    }

    @Test(arguments: ["cover.mp3", "cover.m4a"]) func coversAreTold(_ name: String) throws {
        let source = try scan(try Fixture.named(name))
        #expect(source.video.isEmpty && source.findings == [.coverArtDropped])
    }

    /// HLG with a layer that may be left out is no such thing.
    @Test func dolbyVisionWithoutABaseIsTold() throws {
        #expect(try scan(try Fixture.named("dolby-vision-5.mp4")).findings == [.dolbyVisionUnread(profile: 5)])
    }

    @Test func aSingleFrameHasNoInterval() throws {
        let track = try #require(try scan(try Fixture.named("one-frame.mp4")).video.first)
        #expect(track.frameCount == 1 && track.medianInterval.ticks == 0)
        #expect(track.end - track.start == seconds(1, 25))
        #expect(track.accessPoints.count == 1)
    }

    /// Sound and picture that do not start or end together.
    @Test func offsetsBetweenTheTracks() throws {
        let later = try scan(try Fixture.named("audio-later.mp4"))
        let sound = try #require(later.audio.first)
        let picture = try #require(later.video.first)
        #expect(abs(milliseconds(sound.start - picture.start) - 700) <= 25)
        let held = try scan(try Fixture.named("video-later.mp4"))
        #expect(abs(milliseconds(try #require(held.video.first).start - (try #require(held.audio.first)).start) - 1000) <= 25)
        let shorter = try scan(try Fixture.named("audio-shorter.mp4"))
        #expect(abs(milliseconds(try #require(shorter.audio.first).end) - 2500) <= 25)
        #expect(milliseconds(try #require(shorter.video.first).end) == 4000)
    }

    @Test(arguments: [
        ("bad-empty.mp4", Rejection.notMedia), ("bad-text.mp4", .notMedia), ("bad-no-moov.mp4", .indexMissing),
        ("bad-moov.mp4", .indexDamaged), ("bad-png.mkv", .noDecodableVideo(codecs: ["png"])),
        ("bad-playlist.mp4", .formatNotAccepted(name: "hls")), ("bad-concat.mp4", .formatNotAccepted(name: "concat")),
        ("bad-sdp.mp4", .formatNotAccepted(name: "sdp")), ("bad-image.mp4", .formatNotAccepted(name: "png_pipe")),
        ("bad-subtitles-only.mkv", .noDecodableVideo(codecs: [])),
    ])
    func refusalsNameTheirReason(_ name: String, _ rejection: Rejection) throws {
        let path = try Fixture.named(name)
        let error = #expect(throws: TranscodingError.self) { try scan(path) }
        guard case .rejected(rejection) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(rejection.description.hasSuffix("."))
    }
}

@Suite struct FrameIntervalTests {
    @Test func medians() {
        #expect(median([]) == 0)
        #expect(median([5]) == 0)
        #expect(median([5, 5, 5]) == 0)
        #expect(median([0, 40, 80, 120]) == 40)
        #expect(median([0, 40, 80, 1000, 1040]) == 40)
        // Decoding order of a B-pyramid.
        #expect(median([0, 160, 80, 40, 120, 320, 240, 200, 280]) == 40)
        #expect(median([0, 33, 67, 100, 133, 167, 200]) == 33)
        #expect(median([-80, -40, 0]) == 40)
    }

    @Test func extremesDoNotTrap() {
        _ = median([.min, .max, 0, .max, .min, 1])
        #expect(median(Array(repeating: [Int64.max, .min], count: 100).flatMap(\.self)) != 1)
    }

    /// More distinct intervals than are kept: the answer is still one of them.
    @Test func memoryIsBounded() {
        var intervals = FrameIntervals()
        var time: Int64 = 0
        for index in 0..<80_000 {
            time += Int64(index + 1)
            intervals.note(time)
        }
        #expect(intervals.counts.median > 0)
    }

    /// Times of two recordings in a row, which overlap.
    @Test func jumpsAreNoIntervals() {
        var intervals = FrameIntervals()
        for _ in 0..<2 {
            for index in 0..<100 { intervals.note(Int64(index) * 40) }
            intervals.settle()
        }
        #expect(intervals.counts.quantile(0, of: 1) == 40 && intervals.counts.quantile(1, of: 1) == 40)
    }

    @Test func quantilesAndSums() {
        let counts = counts(Array(0..<20).map { $0 * 40 } + [1760, 1780])
        #expect(counts.median == 40 && counts.quantile(1, of: 20) == 40 && counts.quantile(19, of: 20) == 40)
        #expect(counts.quantile(20, of: 20) == 1000)
        #expect(counts.sum(over: 40, upTo: 1000) == (1, 1000) && counts.sum(over: 40, upTo: 999) == (0, 0))
        #expect(self.counts([.min + 1, 0, .max]).sum(over: 0, upTo: .max) == (2, .max))
    }

    private func counts(_ times: [Int64]) -> IntervalCounts {
        var intervals = FrameIntervals()
        for time in times { intervals.note(time) }
        return intervals.counts
    }

    private func median(_ times: [Int64]) -> Int64 { counts(times).median }
}
