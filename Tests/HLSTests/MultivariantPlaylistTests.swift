import HLS
import MediaCore
import Presentation
import Testing

@Suite struct MultivariantPlaylistTests {
    private func lines(_ presentation: Presentation, _ tag: String) -> [String] {
        MultivariantPlaylist(presentation).render().split(separator: "\n").map(String.init).filter { $0.hasPrefix("#\(tag):") }
    }

    private func uris(_ presentation: Presentation) -> [String] {
        MultivariantPlaylist(presentation).render().split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }

    @Test func bandwidthIsThePeakOfThePictureAndItsSound() {
        let asset = SampleAsset.ntsc
        let streams = lines(asset, "EXT-X-STREAM-INF")
        for track in asset.video {
            let peak = track.media.peakBitRate(targetDuration: 4) + asset.audio[0].media.peakBitRate(targetDuration: 4)
            let average = track.media.averageBitRate + asset.audio[0].media.averageBitRate
            #expect(asset.targetDuration == 4)
            #expect(streams.contains { $0.contains(":BANDWIDTH=\(peak),AVERAGE-BANDWIDTH=\(average),") }, "\(track.name)")
        }
        let silent = SampleAsset.shortSilent
        // 0.3 s: no run lasts half a target duration, so the whole track counts.
        let whole = (silent.video[0].media.segments[0].byteCount * 80 + 2) / 3
        #expect(lines(silent, "EXT-X-STREAM-INF")[0].contains("BANDWIDTH=\(whole),AVERAGE-BANDWIDTH=\(whole),"))
    }

    @Test func everyPictureGoesWithEveryGroupOfSoundAndTheCaptions() {
        var asset = SampleAsset.ntsc
        var surround = asset.audio[0]
        surround.media.id = TrackID("audio/aac/und-surround")
        surround.channelCount = 6
        surround.media.segments[0].byteCount *= 9
        asset.audio.append(surround)
        asset.text = [TextTrack(id: TrackID("text/vtt/en"), language: "en", name: "en", byteCount: 100)]
        let media = lines(asset, "EXT-X-MEDIA")
        #expect(media.count == 3 && media[1].contains("GROUP-ID=\"audio-6\"") && media[1].contains("CHANNELS=\"6\""))
        #expect(
            media[2] == "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"subs\",LANGUAGE=\"en\",NAME=\"en\",DEFAULT=NO,AUTOSELECT=YES,"
                + "FORCED=NO,URI=\"text/vtt/en/media.m3u8\"")
        let streams = lines(asset, "EXT-X-STREAM-INF")
        #expect(streams.count == 6 && streams.allSatisfy { $0.contains("SUBTITLES=\"subs\"") })
        let peak =
            asset.video[1].media.peakBitRate(targetDuration: 4) + surround.media.peakBitRate(targetDuration: 4)
        #expect(streams[3].contains("BANDWIDTH=\(peak),") && streams[3].contains("AUDIO=\"audio-6\""))
        #expect(streams[..<3].allSatisfy { $0.contains("AUDIO=\"audio\"") })
        let captions = CaptionPlaylist(pace: asset.video[0].media, targetDuration: 4).render().split(separator: "\n")
        let picture = MediaPlaylist(asset.video[0].media, targetDuration: 4).render().split(separator: "\n")
        #expect(captions.filter { $0.hasPrefix("#EXTINF") } == picture.filter { $0.hasPrefix("#EXTINF") })
        #expect(captions.filter { !$0.hasPrefix("#") } == picture.filter { !$0.hasPrefix("#") }.map { "\($0.dropLast(4)).vtt" })
    }

    @Test func anAssetWithoutSoundNamesNone() {
        let text = MultivariantPlaylist(SampleAsset.shortSilent).render()
        #expect(!text.contains("AUDIO"))
        #expect(!text.contains("mp4a"))
        #expect(text.contains("CODECS=\"avc1.64001F\",RESOLUTION=320x240,FRAME-RATE=30.000,CLOSED-CAPTIONS=NONE\n"))
    }

    @Test func theDefaultVariantIsNearTwoMegabits() {
        #expect(uris(SampleAsset.ntsc) == ["540p", "1080p", "360p"].map { "video/h264/\($0)/media.m3u8" })
        // Nothing is that low: the lowest rung comes first.
        var heavy = SampleAsset.ntsc
        heavy.video.removeLast(2)
        heavy.video.append(
            SampleAsset.video(
                "720p", Resolution(width: 1280, height: 720), FrameRate(30000, 1001), frames: 541, bytesPerFrame: 15_000))
        #expect(uris(heavy) == ["720p", "1080p"].map { "video/h264/\($0)/media.m3u8" })
    }

    @Test func everyCodecHasVariantsAndTheFirstIsOfTheMostWidelyPlayed() {
        let asset = SampleAsset.codecs
        #expect(
            uris(asset)
                == [
                    "video/h264/540p", "video/h264/1080p", "video/h264/360p", "video/hevc/1080p", "video/hevc/360p",
                    "video/av1/360p",
                ].map { "\($0)/media.m3u8" })
        let streams = lines(asset, "EXT-X-STREAM-INF")
        #expect(streams.allSatisfy { $0.contains("AUDIO=\"audio\"") })
        #expect(streams[3].contains("CODECS=\"hvc1.1.6.L120.90,mp4a.40.2\""))
        #expect(streams[5].contains("CODECS=\"av01.0.01M.08,mp4a.40.2\""))
        #expect(lines(asset, "EXT-X-MEDIA").count == 1)
        let trickPlay = lines(asset, "EXT-X-I-FRAME-STREAM-INF")
        #expect(trickPlay.count == 6 && trickPlay[5].contains("CODECS=\"av01.0.01M.08\""))
        // HEVC alone is near 2 Mbit/s: the default is H.264's lowest all the same.
        var heavy = asset
        heavy.video.removeSubrange(1...2)
        #expect(uris(heavy).first == "video/h264/1080p/media.m3u8")
    }

    @Test func trickPlayStreamsCarryNoFrameRateAndNoAudio() {
        let streams = lines(SampleAsset.ntsc, "EXT-X-I-FRAME-STREAM-INF")
        #expect(streams.count == 3)
        for stream in streams {
            #expect(!stream.contains("FRAME-RATE") && !stream.contains("AUDIO") && !stream.contains("mp4a"))
        }
        #expect(streams[1].contains("RESOLUTION=960x540,URI=\"video/h264/540p/iframes.m3u8\""))
    }

    @Test func everyFileNamedIsRenderedAndComesBeforeTheMaster() {
        let files = render(SampleAsset.ntsc).map(\.path)
        #expect(files.last == "master.m3u8")
        let text = MultivariantPlaylist(SampleAsset.ntsc).render()
        let named = uris(SampleAsset.ntsc) + text.split(separator: "URI=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
        #expect(Set(named) == Set(files.filter { $0.hasSuffix(".m3u8") && $0 != "master.m3u8" }))
    }

    @Test func aNameFromAnUploadCannotBreakOutOfItsQuotes() {
        var asset = SampleAsset.ntsc
        asset.audio = [
            SampleAsset.audio(endingWith: asset.duration, language: "en", name: "Dad's \"cut\"\n#EXT-X-ENDLIST\u{7F}é")
        ]
        #expect(lines(asset, "EXT-X-MEDIA")[0].contains("NAME=\"Dad's cut#EXT-X-ENDLISTé\",DEFAULT=YES"))
    }

    @Test func onlyTheFirstSoundIsTheDefault() {
        var asset = SampleAsset.ntsc
        asset.audio = ["en", "de"].map { SampleAsset.audio(endingWith: asset.duration, language: $0, name: $0) }
        let media = lines(asset, "EXT-X-MEDIA")
        #expect(media.map { $0.contains("DEFAULT=YES") } == [true, false])
        #expect(media.allSatisfy { $0.contains("AUTOSELECT=YES") && $0.contains("CHANNELS=\"2\"") })
    }
}
