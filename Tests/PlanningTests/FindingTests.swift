import MediaCore
import Testing

@testable import Planning

/// What a person is told of a source, and what not.
@Suite struct FindingTests {
    private func findings(
        _ video: SourceVideoTrack, _ audio: [SourceAudioTrack] = [.regular()], preset: Preset = .web
    ) throws -> [Finding] {
        try Planner.plan(source: SourceInfo([video], audio), preset: preset, version: "1").findings
    }

    private func sound(channels: Int, rate: Int, streamIndex: Int = 1) -> SourceAudioTrack {
        var track = SourceAudioTrack.regular(streamIndex: streamIndex)
        (track.channelCount, track.sampleRate) = (channels, rate)
        return track
    }

    @Test("Of an ordinary clip there is nothing to tell", arguments: [(1, 48_000), (2, 44_100), (2, 48_000)])
    func ordinary(channels: Int, rate: Int) throws {
        #expect(try findings(.regular(), [sound(channels: channels, rate: rate)]) == [])
        // Starts and ends as far apart as phones have them.
        #expect(try findings(.regular(), [.regular(start: 60, end: 10_080)]) == [])
    }

    @Test(
        "Sound that becomes another",
        arguments: [
            (1, 8000, "(mono at 8 kHz)"), (2, 22_050, "(stereo at 22.05 kHz)"), (2, 96_000, "(stereo at 96 kHz)"),
            (6, 48_000, "(6 channels at 48 kHz)"), (8, 44_100, "(8 channels at 44.1 kHz)"),
        ])
    func sound(channels: Int, rate: Int, words: String) throws {
        let track = sound(channels: channels, rate: rate)
        let expected = Finding.soundConverted(channels: channels, sampleRate: rate)
        #expect(try findings(.regular(), [track]) == [expected])
        #expect(expected.sentence.contains(words) && expected.sentence.contains("stereo at 48 kHz") && !expected.isWarning)
        let alone = try Planner.plan(source: SourceInfo([], [track]), preset: .web, version: "1")
        #expect(alone.findings.contains(expected))
    }

    @Test("Surround that is kept is told, and what two tracks have in common is told once")
    func surround() throws {
        var preset = Preset.web
        (preset.hasSurround, preset.hasAllAudio) = (true, true)
        let tracks = [sound(channels: 6, rate: 48_000), sound(channels: 6, rate: 48_000, streamIndex: 2)]
        #expect(
            try findings(.regular(), tracks, preset: preset) == [
                .soundConverted(channels: 6, sampleRate: 48_000), .surroundKept,
            ])
    }

    @Test("Sound that starts late, by more than anyone notices")
    func lateSound() throws {
        #expect(try findings(.regular(), [.regular(start: 700)]) == [.soundStartsLate(milliseconds: 700)])
        #expect(try findings(.regular(), [.regular(start: 95)]) == [])
        #expect(Finding.soundStartsLate(milliseconds: 700).sentence.hasPrefix("The sound starts 700 ms after the picture"))
    }

    @Test("A variable frame rate says between what it varies and what it becomes, once")
    func variableRate() throws {
        var track = SourceVideoTrack.regular(count: 300, interval: 8, timescale: 1000)
        track.unevenPace = UnevenPace(short: seconds(4, per: 1000), long: seconds(16, per: 1000))
        let expected = Finding.frameRateMadeConstant(lowestMilli: 62_500, highestMilli: 250_000, toMilli: 41_667)
        #expect(try findings(track, []).filter { $0 != .noAudio } == [expected])
        #expect(
            expected.sentence
                == "The frame rate varies, mostly between 62.5 and 250 frames a second; it is made constant at 41.667.")
        #expect(!expected.isWarning)
    }

    @Test("A picture that stands still")
    func still() throws {
        var track = SourceVideoTrack.regular()
        track.unevenPace = UnevenPace(
            short: track.medianInterval, long: track.medianInterval, stillCount: 2, stillDuration: seconds(7))
        let expected = Finding.pictureStandsStill(count: 2, milliseconds: 7000)
        #expect(try findings(track) == [expected])
        #expect(expected.sentence.contains("in 2 places, for 7.0 seconds in all") && !expected.isWarning)
    }

    @Test(
        "Sizes that change",
        arguments: [
            (Resolution(width: 321, height: 181), 1, Resolution(width: 320, height: 180), .odd),
            (Resolution(width: 1921, height: 1081), 1, Resolution(width: 1920, height: 1080), .odd),
            (Resolution(width: 480, height: 360), 2, Resolution(width: 960, height: 360), .oblongPixels),
            (Resolution(width: 10, height: 12), 1, Resolution(width: 16, height: 20), .small),
            (Resolution(width: 1920, height: 1080), 1, nil, .odd), (Resolution(width: 1170, height: 2532), 1, nil, .odd),
            // Scaled down in any case.
            (Resolution(width: 4097, height: 2401), 1, nil, .odd),
        ] as [(Resolution, Int, Resolution?, SizeChange)])
    func sizes(from: Resolution, aspect: Int, to: Resolution?, reason: SizeChange) throws {
        let expected = to.map { Finding.sizeChanged(from: from, to: $0, reason) }
        var track = SourceVideoTrack.regular(from)
        track.pixelAspectWidth = aspect
        #expect(try findings(track) == [expected].compactMap(\.self))
        track.orientation = Orientation(quarterTurns: 2)
        #expect(try findings(track) == [expected, .turned(degrees: 180, isMirrored: false)].compactMap(\.self))
    }

    @Test("Which of several pictures is left out")
    func pictures() throws {
        let still = SourceVideoTrack.regular(streamIndex: 4, count: 1)
        let source = SourceInfo([.regular(), still, .regular(streamIndex: 5, count: 0)], [.regular()])
        #expect(try Planner.plan(source: source, preset: .web, version: "1").findings == [.furtherPicturesDropped(count: 1)])
    }

    @Test(
        "What a file carries is named and not quoted",
        arguments: [
            ([.place], "The file carries the place of the recording; nothing of that is passed on."),
            (
                PrivateTag.allCases,
                "The file carries the place of the recording, the recording device and titles or names; "
                    + "nothing of that is passed on."
            ),
        ] as [([PrivateTag], String)])
    func tags(tags: [PrivateTag], sentence: String) { #expect(Finding.privateTagsDropped(tags).sentence == sentence) }

    @Test("What may look or read worse than in the source is a warning")
    func warnings() {
        #expect(Finding.dolbyVisionUnread(profile: 5).isWarning && Finding.captionsOutside(language: "en", count: 1).isWarning)
        #expect(Finding.captionsOutside(language: "en", count: 1).sentence.hasPrefix("One caption (en) would show"))
        let told: [Finding] = [
            .clockWrapped, .coverArtDropped, .durationDisbelieved(claimedMilliseconds: 143_165_000, measuredMilliseconds: 1000),
        ]
        for finding in told { #expect(!finding.isWarning && finding.sentence.hasSuffix(".")) }
        #expect(told[2].sentence.contains("claims 2386 minutes") && told[2].sentence.contains("1.0 seconds"))
    }
}
