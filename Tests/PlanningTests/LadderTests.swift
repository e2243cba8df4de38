import MediaCore
import Testing

@testable import Planning

@Suite struct LadderTests {
    @Test(
        "Sizes of the web ladder",
        arguments: [
            // Landscape, portrait, square.
            (1920, 1080, "1920x1080 1280x720 960x540 640x360"), (1080, 1920, "1080x1920 720x1280 540x960 360x640"),
            (1080, 1080, "1080x1080 720x720 540x540 360x360"),
            (2160, 3840, "2160x3840 1440x2560 1080x1920 720x1280 540x960 360x640"),
            // Above the highest rung, and just at it.
            (8192, 4352, "4066x2160 2710x1440 2032x1080 1356x720 1016x540 678x360"),
            (7680, 4320, "3840x2160 2560x1440 1920x1080 1280x720 960x540 640x360"),
            // Between rungs: a rung of its own, in place of the one below when near.
            (854, 480, "854x480 640x360"), (1708, 960, "1708x960 1280x720 960x540 640x360"),
            (518, 488, "518x488 382x360"), (1280, 800, "1280x800 864x540 576x360"), (768, 432, "768x432 640x360"),
            (766, 430, "766x430"), (1920, 1088, "1920x1088 1270x720 952x540 636x360"),
            (1024, 648, "1024x648 854x540 568x360"), (1024, 646, "1024x646 570x360"),
            // Below the lowest, odd, tiny, extreme.
            (176, 144, "176x144"), (320, 240, "320x240"), (175, 143, "174x142"),
            (1921, 1081, "1920x1080 1280x720 960x540 640x360"),
            (10, 12, "16x20"), (2, 2, "16x16"), (1, 1, "16x16"), (64, 2, "512x16"), (2, 64, "16x512"), (512, 16, "512x16"),
            (8192, 256, "8192x256"),
            // A phone's screen.
            (1170, 2532, "1170x2532 720x1558 540x1168 360x780"),
        ] as [(Int, Int, String)])
    func sizes(width: Int, height: Int, expected: String) {
        let ladder = Ladder(preset: .web, display: Resolution(width: width, height: height), frameRate: FrameRate(30))
        #expect(ladder.renditions.map(\.resolution.description).joined(separator: " ") == expected)
    }

    @Test("Of H.264, the lowest rung steers the others, or each looks ahead for itself")
    func effort() {
        func renditions(_ effort: Effort, _ size: Resolution) -> [VideoRendition] {
            var preset = Preset.web
            preset.effort = effort
            return Ladder(preset: preset, display: size, frameRate: FrameRate(30)).renditions
        }
        let size = Resolution(width: 1920, height: 1080)
        let fast = renditions(.fast, size)
        #expect(fast.map(\.steering) == [.follows, .follows, .follows, .leads])
        #expect(fast.allSatisfy { $0.encoderPreset == "superfast" && ($0.crfHundredths == 2300) == ($0.steering == .leads) })
        #expect(renditions(.fast, Resolution(width: 640, height: 360)).map(\.steering) == [.leads])
        for (effort, name) in [(Effort.balanced, "veryfast"), (.best, "fast")] {
            let own = renditions(effort, size)
            #expect(own.count == 4)
            #expect(own.allSatisfy { $0.steering == nil && $0.encoderPreset == name && $0.crfHundredths == 2300 })
        }
    }

    @Test("Names and tracks follow the short side")
    func names() {
        let renditions = Ladder(preset: .web, display: Resolution(width: 2400, height: 4260), frameRate: FrameRate(30)).renditions
        #expect(renditions.map(\.name) == ["2160p", "1440p", "1080p", "720p", "540p", "360p"])
        #expect(renditions.map(\.track.path).first == "video/h264/2160p")
        let own = Ladder(preset: .web, display: Resolution(width: 518, height: 488), frameRate: FrameRate(30)).renditions[0]
        #expect(own.name == "488p")
        #expect(own.track.path == "video/h264/488p")
    }

    @Test(
        "Rates by pixels and frames a second",
        arguments: [
            // As the preset says for 16:9 up to 30.
            (1920, 1080, FrameRate(30), 6_000_000), (1080, 1920, FrameRate(24000, 1001), 6_000_000),
            (640, 360, FrameRate(5), 900_000),
            // Half again at 60, between at 50 and 45.
            (1920, 1080, FrameRate(60), 9_000_000), (1920, 1080, FrameRate(50), 8_000_000),
            (1920, 1080, FrameRate(45), 7_500_000),
            // Other shapes by pixels: 4:3 three quarters, square nine sixteenths, 18:9 nine eighths.
            (1440, 1080, FrameRate(30), 4_500_000), (1080, 1080, FrameRate(30), 3_375_000),
            (1080, 2160, FrameRate(30), 6_750_000),
            // Own sizes: by pixels between rungs, in proportion below the lowest, never below what a buffer model needs.
            (1600, 900, FrameRate(30), 4_460_000), (320, 180, FrameRate(30), 225_000), (10, 12, FrameRate(30), 100_000),
        ] as [(Int, Int, FrameRate, Int)])
    func rates(width: Int, height: Int, frameRate: FrameRate, expected: Int) {
        let top = Ladder(preset: .web, display: Resolution(width: width, height: height), frameRate: frameRate).renditions[0]
        #expect(top.maxRate == expected)
        #expect(top.bufferSize == 2 * expected)
    }

    @Test("A fixed rung is never raised, and rungs may have their own factor")
    func fixedRung() {
        var preset = Preset(
            name: "p", summary: "p",
            rungs: [
                .init(shortSide: 720, maxRate: 3_000_000, crfHundredths: 2150),
                .init(shortSide: 234, maxRate: 110_000, isRateFixed: true),
            ])
        preset.bufferDuration = MediaTime(ticks: 1, timescale: 1)
        preset.effort = .balanced
        let wide = Ladder(preset: preset, display: Resolution(width: 1680, height: 720), frameRate: FrameRate(60)).renditions
        #expect(wide.map(\.name) == ["720p", "234p"])
        #expect(wide.map(\.maxRate) == [5_906_000, 110_000])
        #expect(wide.map(\.bufferSize) == [5_906_000, 110_000])
        #expect(wide.map(\.crfHundredths) == [2150, 2300])
    }
}

@Suite struct CodecLadderTests {
    private func tracks(_ width: Int, _ height: Int) -> [String] {
        var preset = Preset.web
        preset.alternatives = [
            CodecLadder(
                codec: .hevc, rungs: preset.rungs.filter { (720...1080).contains($0.shortSide) }, crfHundredths: 2700,
                encoderPreset: "fast"),
            CodecLadder(
                codec: .av1, rungs: [.init(shortSide: 360, maxRate: 450_000, crfHundredths: 4000)], crfHundredths: 3500,
                encoderPreset: "9"),
        ]
        return Ladder(preset: preset, display: Resolution(width: width, height: height), frameRate: FrameRate(30)).renditions
            .map(\.track.path)
    }

    @Test("The lowest rung of H.264 is the lead, and no rung comes after a lower one")
    func order() {
        #expect(
            tracks(1920, 1080) == [
                "video/hevc/1080p", "video/h264/1080p", "video/hevc/720p", "video/h264/720p", "video/h264/540p",
                "video/av1/360p", "video/h264/360p",
            ])
    }

    @Test("A source between rungs is one of every codec that goes so high; one below all rungs is H.264's alone")
    func between() {
        #expect(
            tracks(1422, 800) == [
                "video/hevc/800p", "video/h264/800p", "video/h264/540p", "video/av1/360p", "video/h264/360p",
            ])
        #expect(tracks(1244, 700) == ["video/h264/700p", "video/h264/540p", "video/av1/360p", "video/h264/360p"])
        #expect(tracks(426, 240) == ["video/h264/240p"])
    }
}

@Suite struct PictureSizeTests {
    @Test(
        "Pixels are made square by enlarging",
        arguments: [
            (720, 576, 64, 45, "1024x576"), (720, 480, 8, 9, "720x540"), (1440, 1080, 4, 3, "1920x1080"),
            (704, 480, 10, 11, "704x528"), (1920, 1080, 1, 1, "1920x1080"),
            // Unknown and unbelievable.
            (640, 480, 0, 1, "640x480"), (640, 480, 1, 0, "640x480"), (640, 480, 9, 1, "640x480"), (640, 480, 1, 9, "640x480"),
            (640, 480, 8, 1, "5120x480"), (640, 480, .max, .min, "640x480"),
            // No wider than any encoder takes.
            (4096, 16, 8, 1, "8192x4"),
        ] as [(Int, Int, Int, Int, String)])
    func squarePixels(width: Int, height: Int, aspectWidth: Int, aspectHeight: Int, expected: String) {
        var track = SourceVideoTrack.regular(Resolution(width: width, height: height))
        track.pixelAspectWidth = aspectWidth
        track.pixelAspectHeight = aspectHeight
        #expect(PictureSize.display(of: track).description == expected)
        track.orientation = Orientation(isMirrored: true, quarterTurns: 3)
        let turned = PictureSize.display(of: track)
        #expect("\(turned.height)x\(turned.width)" == expected)
    }

    @Test(
        "Small pictures keep the shape",
        arguments: [
            (1920, 1080, "160x90"), (1080, 1920, "90x160"), (1080, 1080, "160x160"), (100, 50, "100x50"), (10, 12, "10x12"),
            (8192, 16, "160x2"), (1, 1, "2x2"), (1170, 2532, "74x160"),
        ] as [(Int, Int, String)])
    func fitted(width: Int, height: Int, expected: String) {
        let size = PictureSize.fitted(Resolution(width: width, height: height), toLongSide: 160)
        #expect(size.description == expected)
    }
}
