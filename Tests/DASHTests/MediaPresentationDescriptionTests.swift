import DASH
import Foundation
import MediaCore
import Presentation
import Testing

@Suite struct MediaPresentationDescriptionTests {
    @Test func ladderWithSoundAndThumbnails() throws {
        try expectGolden(MediaPresentationDescription(SampleAsset.ntsc).render(), "dash-ntsc.mpd")
    }

    @Test func shortSilentClip() throws {
        try expectGolden(MediaPresentationDescription(SampleAsset.shortSilent).render(), "dash-short-silent.mpd")
    }

    private func parsed(_ presentation: Presentation) throws -> Element {
        try #require(Element.parse(MediaPresentationDescription(presentation).render()))
    }

    @Test func captionsAreOneFile() {
        var asset = SampleAsset.shortSilent
        asset.text = [TextTrack(id: TrackID("text/vtt/pt-br"), language: "pt-br", name: "pt-br", byteCount: 60)]
        let text = MediaPresentationDescription(asset).render()
        #expect(
            text.contains(
                """
                    <AdaptationSet id="2" contentType="text" mimeType="text/vtt" lang="pt-br">
                      <Role schemeIdUri="urn:mpeg:dash:role:2011" value="subtitle"/>
                      <Representation id="text/vtt/pt-br" bandwidth="1600">
                        <BaseURL>text/vtt/pt-br/captions.vtt</BaseURL>
                      </Representation>
                    </AdaptationSet>

                """))
    }

    @Test(arguments: [
        FrameRate(24000, 1001), FrameRate(25), FrameRate(30000, 1001), FrameRate(60), FrameRate(1283, 47),
    ])
    func timelinesExpandToTheRecords(rate: FrameRate) throws {
        var asset = SampleAsset.ntsc
        asset.video = [360, 240].map {
            SampleAsset.video("\($0)p", Resolution(width: $0 * 2, height: $0), rate, frames: 3001, bytesPerFrame: 900)
        }
        asset.audio = [SampleAsset.audio(endingWith: rate.time(ofFrame: 3001))]
        let representations = try parsed(asset).all("Representation")
        for media in asset.video.map(\.media) + asset.audio.map(\.media) {
            let representation = try #require(representations.first { $0["id"] == media.id.path })
            let template = try #require(representation.all("SegmentTemplate").first)
            #expect(template["timescale"] == "\(media.timescale)")
            #expect(template["media"] == "\(media.id.path)/$Number$.m4s")
            #expect(template["initialization"] == "\(media.id.path)/init.mp4")
            #expect(template["startNumber"] == "1")
            let runs = template.all("S")
            #expect(runs[0]["t"] == "0")
            let expanded = try runs.flatMap { run in
                Array(repeating: try #require(run["d"].flatMap(Int64.init)), count: 1 + (Int(run["r"] ?? "0") ?? -1))
            }
            #expect(expanded == media.segments.map(\.duration))
            // Equal neighbours are one run.
            for (run, next) in zip(runs, runs.dropFirst()) { #expect(run["d"] != next["d"]) }
        }
    }

    @Test func aTimelineMayBeginAfterZero() throws {
        var asset = SampleAsset.shortSilent
        asset.video[0].media.segments[0].start = 4711
        #expect(try parsed(asset).all("S").map { $0["t"] } == ["4711"])
    }

    @Test func bandwidthIsEachTracksOwnPeak() throws {
        let asset = SampleAsset.ntsc
        let representations = try parsed(asset).all("Representation")
        for media in asset.video.map(\.media) + asset.audio.map(\.media) {
            let representation = representations.first { $0["id"] == media.id.path }
            #expect(representation?["bandwidth"] == "\(media.peakBitRate(targetDuration: asset.targetDuration))")
        }
    }

    /// Receives every Representation at exactly its bandwidth from every segment on: no segment may arrive after it is due.
    @Test func theMinimumBufferTimeSuffices() throws {
        let asset = SampleAsset.ntsc
        let mpd = try parsed(asset)
        let buffer = try #require(mpd["minBufferTime"].flatMap { Double($0.dropFirst(2).dropLast()) })
        var tightest = Double.infinity
        for media in asset.video.map(\.media) + asset.audio.map(\.media) {
            let bandwidth = Double(media.peakBitRate(targetDuration: asset.targetDuration))
            for first in media.segments.indices {
                var bits = 0.0
                for segment in media.segments[first...] {
                    bits += Double(segment.byteCount * 8)
                    let due = buffer + Double(segment.start - media.segments[first].start) / Double(media.timescale)
                    tightest = min(tightest, due - bits / bandwidth)
                }
            }
        }
        #expect(tightest >= 0 && tightest < 0.0011)
    }

    @Test func theSilentAssetHasNoSound() throws {
        let sets = try parsed(SampleAsset.shortSilent).all("AdaptationSet")
        #expect(sets.map { $0["contentType"] } == ["video", "image"])
        #expect(sets.map { $0["id"] } == ["1", "2"])
    }

    @Test func theVideoSetDescribesAllItsRungs() throws {
        var asset = SampleAsset.ntsc
        asset.video[2].frameRate = FrameRate(15000, 1001)
        let set = try #require(try parsed(asset).all("AdaptationSet").first)
        #expect(set["maxWidth"] == "1920" && set["maxHeight"] == "1080" && set["par"] == "16:9")
        #expect(set["maxFrameRate"] == "30000/1001")
        #expect(set.all("Representation").map { $0["frameRate"] } == ["30000/1001", "30000/1001", "15000/1001"])
    }

    @Test func everyCodecHasASetOfItsOwn() throws {
        let sets = try parsed(SampleAsset.codecs).all("AdaptationSet")
        #expect(sets.map { $0["contentType"] } == ["video", "video", "video", "audio", "image"])
        #expect(sets.map { $0["id"] } == ["1", "2", "3", "4", "5"])
        let folders = sets.prefix(3).map { set in set.all("Representation").compactMap { $0["id"] } }
        #expect(
            folders == [
                ["video/h264/1080p", "video/h264/540p", "video/h264/360p"], ["video/hevc/1080p", "video/hevc/360p"],
                ["video/av1/360p"],
            ])
        #expect(sets[2]["maxHeight"] == "360")
    }

    @Test func tilesDescribeTheWholeGrid() throws {
        let set = try #require(try parsed(SampleAsset.ntsc).all("AdaptationSet").last)
        #expect(set["mimeType"] == "image/jpeg")
        let representation = try #require(set.all("Representation").first)
        #expect(representation["width"] == "320" && representation["height"] == "180")
        let property = try #require(representation.all("EssentialProperty").first)
        #expect(property["schemeIdUri"] == "http://dashif.org/guidelines/thumbnail_tile" && property["value"] == "2x2")
        let template = try #require(representation.all("SegmentTemplate").first)
        #expect(template["media"] == "thumbnails/sprite-$Number$.jpg")
        // Four tiles of 60 frames.
        let ticks = try #require(template["duration"].flatMap(Int64.init))
        let timescale = try #require(template["timescale"].flatMap(Int32.init))
        #expect(MediaTime(ticks: ticks, timescale: timescale) == FrameRate(30000, 1001).time(ofFrame: 240))
    }

    @Test func namesFromAnUploadAreEscaped() throws {
        var asset = SampleAsset.ntsc
        let language = "a&b<c>\"d\"\u{1}é"
        asset.audio = [SampleAsset.audio(endingWith: asset.duration, language: language)]
        let set = try #require(try parsed(asset).all("AdaptationSet").dropFirst().first)
        #expect(set["lang"] == "a&b<c>\"d\"\u{FFFD}é")
    }

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/xmllint"), "xmllint (libxml2-utils) is not installed")
    )
    func xmllintFindsTheTextWellFormed() throws {
        for asset in [SampleAsset.ntsc, SampleAsset.shortSilent] {
            let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).mpd")
            defer { try? FileManager.default.removeItem(at: file) }
            try Data(MediaPresentationDescription(asset).render().utf8).write(to: file)
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/xmllint")
            process.arguments = ["--noout", file.path]
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
    }
}
