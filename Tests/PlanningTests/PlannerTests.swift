import MediaCore
import Testing

@testable import Planning

@Suite struct PlannerTests {
    private func plan(_ video: SourceVideoTrack, _ audio: [SourceAudioTrack] = []) throws -> TranscodePlan {
        try Planner.plan(source: SourceInfo([video], audio), preset: .web, version: "1")
    }

    @Test("A phone clip in portrait")
    func phoneClip() throws {
        var track = SourceVideoTrack.regular(count: 300)
        track.orientation = Orientation(quarterTurns: 1)
        let plan = try plan(track, [.regular()])
        let video = try #require(plan.video)
        #expect(plan.version == "1" && plan.preset == "web")
        #expect(plan.findings == [.turned(degrees: 90, isMirrored: false)])
        #expect(video.frameRate == FrameRate(30000, 1001))
        #expect(video.renditions.map(\.resolution.description) == ["1080x1920", "720x1280", "540x960", "360x640"])
        #expect(video.lead.name == "360p")
        #expect(video.grid == SegmentGrid(frameCount: 300, gopFrames: 60, gopsPerSegment: 2))
        #expect(video.orientation == track.orientation && video.sourceColor == .bt709)
        #expect(plan.audio?.track.path == "audio/aac/und")
        #expect(plan.audio?.sampleCount == 480_480)
        #expect(plan.audio?.bitRate == 128_000 && plan.audio?.channelCount == 2 && plan.audio?.sampleRate == 48_000)
    }

    @Test("Sound is what the preset asks for, the best track in stereo first")
    func soundOptions() throws {
        var preset = Preset.web
        (preset.hasAllAudio, preset.hasSurround, preset.loudness) = (true, true, -1600)
        var wide = SourceAudioTrack.regular(streamIndex: 2, language: "eng")
        wide.channelCount = 8
        let tracks = [
            .regular(streamIndex: 1, isDefault: false, language: "eng"), wide, .regular(streamIndex: 3, isDecodable: false),
            SourceAudioTrack.regular(streamIndex: 4, isDefault: false),
        ]
        let all = try Planner.plan(source: SourceInfo([.regular()], tracks), preset: preset, version: "1").sounds
        #expect(all.map(\.track.path) == ["eng", "eng-2", "und", "eng-surround"].map { "audio/aac/\($0)" })
        #expect(all.map(\.name) == ["eng", "eng 2", "Audio", "eng"] && all.map(\.streamIndex) == [2, 1, 4, 2])
        #expect(
            all.map(\.channelCount) == [2, 2, 2, 6] && all.last?.bitRate == 384_000 && all.allSatisfy { $0.loudness == -1600 })
        let plain = try Planner.plan(source: SourceInfo([.regular()], tracks), preset: .web, version: "1")
        #expect(plain.sounds.map(\.streamIndex) == [2] && plain.audio?.loudness == nil)
    }

    @Test("Captions are named by language, files first; pictures of words are left out")
    func captions() throws {
        func track(_ index: Int, _ language: String, isText: Bool = true, cues: Int = 3) -> SourceCaptionTrack {
            SourceCaptionTrack(
                streamIndex: index, codec: isText ? "subrip" : "dvd_subtitle", isText: isText, language: language,
                cueCount: isText ? cues : 0)
        }
        var source = SourceInfo([.regular()])
        source.captions = [
            track(2, "eng"), track(3, "../x"), track(4, "eng"), track(5, "fra", isText: false), track(6, "fra", cues: 0),
        ]
        let plan = try Planner.plan(
            source: source, preset: .web, captions: [#require(LanguageTag("pt-BR")), #require(LanguageTag("ENG"))], version: "1")
        #expect(plan.captions.map(\.track.path) == ["pt-br", "eng", "eng-2", "und", "eng-3"].map { "text/vtt/\($0)" })
        #expect(plan.captions.map(\.name) == ["pt-br", "eng", "eng 2", "Captions", "eng 3"])
        #expect(plan.captions.map(\.source) == [.file(0), .file(1), .stream(2), .stream(3), .stream(4)])
        #expect(plan.findings.contains(.captionsIgnored(codec: "dvd_subtitle")))
        #expect(["", "e", "englishes", "en_GB", "en-", "12", "en-toolongtag"].allSatisfy { LanguageTag($0) == nil })
    }

    @Test("The file to keep is of the highest H.264 rung up to 1080p")
    func download() throws {
        var preset = Preset.web
        preset.hasDownload = true
        func plan(_ size: Resolution, _ audio: [SourceAudioTrack]) throws -> DownloadPlan? {
            var track = SourceVideoTrack.regular(count: 30)
            track.size = size
            return try Planner.plan(source: SourceInfo([track], audio), preset: preset, version: "1").download
        }
        let large = try plan(Resolution(width: 3840, height: 2160), [.regular()])
        #expect(large == DownloadPlan(video: TrackID("video/h264/1080p"), audio: TrackID("audio/aac/und")))
        let small = try plan(Resolution(width: 480, height: 270), [])
        #expect(small == DownloadPlan(video: TrackID("video/h264/270p"), audio: nil))
    }

    @Test(
        "Segment grids at unusual rates",
        arguments: [
            // interval, timescale, frames; GOP frames, GOPs a segment
            (1, 1, 30, 2, 2), (2, 25, 125, 25, 2), (12, 359, 300, 60, 2), (1, 240, 2400, 120, 2), (2, 3, 60, 3, 2),
            (1, 25, 8, 50, 2), (40, 1, 10, 2, 2),
        ] as [(Int64, Int32, Int, Int, Int)])
    func grids(interval: Int64, timescale: Int32, count: Int, gopFrames: Int, gops: Int) throws {
        let video = try #require(try plan(.regular(count: count, interval: interval, timescale: timescale)).video)
        #expect(video.grid.gopFrames == gopFrames)
        #expect(video.grid.segmentFrames == gops * gopFrames)
    }

    @Test("One frame and a moment are whole assets")
    func tiny() throws {
        let one = try #require(try plan(.regular(count: 1, interval: 40, timescale: 1000)).video)
        #expect(one.grid.frameCount == 1 && one.grid.segmentCount == 1 && one.chunks.count == 1)
        #expect(one.thumbnails.count == 1)
        let endless = SourceVideoTrack.regular(count: 1, interval: 0)
        #expect(try plan(endless).video?.grid.frameCount == 1)
        let moment = try #require(try plan(.regular(count: 9, interval: 1001, timescale: 30000)).video)
        #expect(moment.grid.frameCount == 9 && moment.chunks.count == 1)
    }

    @Test("Twelve hours are accepted, and their pictures stay few")
    func twelveHours() throws {
        let video = try #require(
            try plan(.regular(count: 12 * 3600 * 25, interval: 1, timescale: 25, keyframes: 250)).video)
        #expect(video.decode == .parallel)
        #expect(video.thumbnails.frameInterval == 216 * 25)
        #expect(video.thumbnails.count == 200)
    }

    @Test("The earlier of picture and sound is zero, and a later start or another end is told")
    func offsets() throws {
        let video = SourceVideoTrack.regular(count: 250, interval: 40, timescale: 1000, start: 1500)
        let early = try plan(video, [.regular(start: 1000, end: 11_500)])
        #expect(early.origin == seconds(1))
        #expect(early.video?.grid.frameCount == 263)
        #expect(early.audio?.sampleCount == 504_960)
        #expect(early.findings == [.videoStartHeld(milliseconds: 500)])

        let late = try plan(video, [.regular(start: 2500, end: 8000)])
        #expect(late.origin == seconds(1500, per: 1000))
        #expect(late.findings == [.soundStartsLate(milliseconds: 1000), .audioTailFilled(milliseconds: 3500)])

        #expect(try plan(video, [.regular(start: 1500, end: 12_345)]).findings == [.audioTailTrimmed(milliseconds: 845)])
        #expect(try plan(video, [.regular(start: 1470, end: 11_470)]).findings == [])
    }

    @Test("A picture long after the sound is held for five minutes at most")
    func leadIn() throws {
        let plan = try plan(
            .regular(count: 250, interval: 40, timescale: 1000, start: 3_600_000), [.regular(start: 0, end: 3_610_000)])
        #expect(plan.origin == seconds(3300) && plan.duration == seconds(310))
        #expect(plan.findings == [.leadInCut(milliseconds: 3_300_000), .videoStartHeld(milliseconds: 300_000)])
    }

    @Test("Sound alone gets a plan of its own, in segments of the preset's length")
    func soundAlone() throws {
        let plan = try Planner.plan(source: SourceInfo([], [.regular(start: 500, end: 10_500)]), preset: .web, version: "1")
        #expect(plan.video == nil && plan.origin == seconds(1, per: 2) && plan.duration == seconds(10))
        #expect(plan.audio?.grid.segmentCount == 3 && plan.findings == [.audioOnly])
    }

    @Test("Captions need a picture, and are not left out without a word")
    func captionsWithoutPicture() throws {
        var source = SourceInfo([], [.regular()])
        source.captions = [
            SourceCaptionTrack(streamIndex: 2, codec: "subrip", isText: true, language: "eng", cueCount: 1),
            SourceCaptionTrack(streamIndex: 3, codec: "subrip", isText: true, language: "ger", cueCount: 0),
        ]
        let plan = try Planner.plan(source: source, preset: .web, captions: [#require(LanguageTag("pt"))], version: "1")
        #expect(plan.captions == [] && plan.findings == [.audioOnly, .captionsWithoutPicture(count: 2)])
    }

    @Test("Streams are chosen by what they show")
    func tracks() throws {
        let small = SourceVideoTrack.regular(Resolution(width: 640, height: 360), streamIndex: 0)
        let large = SourceVideoTrack.regular(streamIndex: 2)
        let cover = SourceVideoTrack.regular(Resolution(width: 4000, height: 4000), streamIndex: 3, count: 1)
        var optional = large
        optional.isDefault = false
        let choose = { (tracks: [SourceVideoTrack]) in TrackChoice.video(of: SourceInfo(tracks))?.streamIndex }
        #expect(choose([small, large, cover]) == 2)
        #expect(choose([small, optional, cover]) == 0)
        var pair = cover
        pair.frameCount = 2
        pair.end = small.end
        #expect(choose([small, pair]) == 0)
        #expect(choose([cover]) == 3)
        var twin = large
        twin.streamIndex = 5
        #expect(choose([large, twin]) == 2 && choose([twin, large]) == 2)
        var brief = twin
        brief.end = brief.start
        #expect(choose([brief, small]) == 0)
        #expect(choose([]) == nil)
    }

    @Test("The first decodable sound is heard, default ones first")
    func sounds() throws {
        let spatial = SourceAudioTrack.regular(streamIndex: 1, isDecodable: false, codec: "apac")
        let second = SourceAudioTrack.regular(streamIndex: 2, isDefault: false, language: "eng")
        let third = SourceAudioTrack.regular(streamIndex: 3, language: "fra")
        let empty = SourceAudioTrack.regular(streamIndex: 4, end: 0)
        #expect(try plan(.regular(), [spatial, second]).audio?.streamIndex == 2)
        #expect(try plan(.regular(), [spatial, second, third]).audio?.track.path == "audio/aac/fra")
        #expect(try plan(.regular(), [spatial, second]).findings == [])
        #expect(try plan(.regular(), [spatial]).findings == [.audioUndecodable(codec: "apac")])
        #expect(try plan(.regular(), [empty]).findings == [.noAudio])
        #expect(try plan(.regular(), []).findings == [.noAudio])
        #expect(try plan(.regular(), []).audio == nil)
    }

    @Test(
        "A language names a folder only where it is one",
        arguments: [
            ("eng", "eng"), ("pt-BR", "pt-br"), ("zh-Hans-CN", "zh-hans-cn"), ("", "und"), ("../../x", "und"), ("e", "und"),
            ("en-", "und"), ("EN", "en"), ("en/x", "und"), ("ünd", "und"), ("123", "und"), ("abcdefghi", "und"),
            ("e\u{301}n", "und"), ("\u{0}en", "und"),
        ])
    func languages(tag: String, expected: String) throws {
        let audio = try #require(try plan(.regular(), [.regular(language: tag)]).audio)
        #expect(audio.language == expected)
        #expect(audio.track.path == "audio/aac/\(expected)")
    }

    @Test("Thumbnails and poster")
    func thumbnails() throws {
        let short = ThumbnailPlan(
            display: Resolution(width: 1080, height: 1920), frameRate: FrameRate(30000, 1001), frameCount: 300)
        #expect(short.frameInterval == 30 && short.count == 10)
        #expect(short.columns == 5 && short.rows == 2)
        #expect(short.tile.description == "90x160" && short.poster.description == "720x1280")
        let long = ThumbnailPlan(display: Resolution(width: 640, height: 480), frameRate: FrameRate(25), frameCount: 25 * 601)
        #expect(long.frameInterval == 100 && long.count == 151 && long.columns == 10 && long.rows == 10)
        #expect(long.poster.description == "640x480")
        let one = ThumbnailPlan(display: Resolution(width: 640, height: 480), frameRate: FrameRate(25), frameCount: 1)
        #expect(one.count == 1 && one.columns == 1 && one.rows == 1)
    }
}

@Suite struct LimitTests {
    private func error(_ source: SourceInfo) -> PlanningError? {
        do {
            _ = try Planner.plan(source: source, preset: .web, version: "1")
            return nil
        } catch { return error }
    }

    @Test("Sizes up to 8192×4352 in either direction")
    func sizes() {
        let accepted = [(8192, 4352), (4352, 8192), (7680, 4320), (1, 1)]
        for (width, height) in accepted {
            #expect(error(SourceInfo([.regular(Resolution(width: width, height: height))])) == nil)
        }
        for (width, height) in [(8194, 16), (4354, 4354), (16, 8193), (65535, 65535), (.max, .max)] {
            let size = Resolution(width: width, height: height)
            #expect(error(SourceInfo([.regular(size)])) == .overLimit(.pictureSize(size)))
        }
    }

    @Test("As shown, one side up to 32 times the other")
    func shapes() {
        for (width, height) in [(64, 2), (512, 16), (8192, 256), (1, 32)] {
            #expect(error(SourceInfo([.regular(Resolution(width: width, height: height))])) == nil)
        }
        for (width, height) in [(1920, 4), (4, 1920), (8192, 2), (1, 33)] {
            let size = Resolution(width: width, height: height)
            #expect(error(SourceInfo([.regular(size)])) == .overLimit(.pictureShape(size)))
        }
        var track = SourceVideoTrack.regular(Resolution(width: 1000, height: 200))
        (track.pixelAspectWidth, track.pixelAspectHeight) = (8, 1)
        #expect(error(SourceInfo([track])) == .overLimit(.pictureShape(Resolution(width: 8000, height: 200))))
    }

    @Test("Frame rates, durations and streams")
    func others() {
        #expect(error(SourceInfo([.regular(interval: 1, timescale: 240)])) == nil)
        #expect(error(SourceInfo([.regular(interval: 1, timescale: 250)])) == .overLimit(.frameRate(milli: 250_000)))
        #expect(error(SourceInfo([.regular(interval: 1, timescale: .max)])) == .overLimit(.frameRate(milli: 2_147_483_647_000)))
        let day = SourceVideoTrack.regular(count: 24 * 60, interval: 60, timescale: 1)
        #expect(error(SourceInfo([day])) == .overLimit(.duration(seconds: 86_400)))
        #expect(error(SourceInfo([.regular()], others: 31)) == nil)
        #expect(error(SourceInfo([.regular()], others: 32)) == .overLimit(.streams(33)))
        #expect(error(SourceInfo([.regular()], others: .max)) != nil)
    }

    @Test("No picture")
    func noVideo() {
        #expect(error(SourceInfo([], [.regular(isDecodable: false)])) == .noVideo(hasAudio: true))
        #expect(error(SourceInfo([])) == .noVideo(hasAudio: false))
        #expect(error(SourceInfo([.regular(Resolution(width: 0, height: 10))])) == .noVideo(hasAudio: false))
        #expect(error(SourceInfo([.regular(count: 0)])) == .noVideo(hasAudio: false))
    }

    @Test("Each refusal says what was found and what would help")
    func sentences() {
        let errors: [(PlanningError, [String])] = [
            (.noVideo(hasAudio: true), ["sound", "decoded"]), (.noVideo(hasAudio: false), ["no video", "MP4"]),
            (.overLimit(.pictureSize(Resolution(width: 9000, height: 10))), ["9000x10", "8192", "4352", "scale"]),
            (.overLimit(.pictureShape(Resolution(width: 1920, height: 4))), ["1920x4", "32 times", "larger background"]),
            (.overLimit(.frameRate(milli: 1_000_000)), ["1000", "240", "lower"]),
            (.overLimit(.duration(seconds: 86_400)), ["1440 minutes", "12 hours", "cut"]),
            (.overLimit(.streams(40)), ["40", "32", "keep only"]),
        ]
        for (error, words) in errors {
            for word in words { #expect(error.description.contains(word)) }
        }
    }

    @Test("Times at the ends of their range are refused or planned, never a trap")
    func extremes() {
        let ends: [Int64] = [.min, .min / 4 * 3, -1, 0, 1, .max / 4 * 3, .max]
        for start in ends {
            for end in ends {
                for timescale in [1, 1000, Int32.max] {
                    var track = SourceVideoTrack.regular()
                    track.start = MediaTime(ticks: start, timescale: timescale)
                    track.end = MediaTime(ticks: end, timescale: timescale)
                    track.accessPoints = ends.map {
                        let time = MediaTime(ticks: $0, timescale: 1)
                        return AccessPoint(presentationTime: time, decodeTime: time, packetIndex: 0)
                    }
                    for sound in ends {
                        _ = error(SourceInfo([track], [.regular(start: sound, end: end)]))
                    }
                    track.medianInterval = MediaTime(ticks: end, timescale: timescale)
                    _ = error(SourceInfo([track]))
                }
            }
        }
    }
}
