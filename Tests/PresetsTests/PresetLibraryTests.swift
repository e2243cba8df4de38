import MediaCore
import Planning
import Testing

@testable import Presets

@Suite struct PresetLibraryTests {
    @Test("Five presets come along, web first")
    func names() throws {
        #expect(PresetLibrary.names == ["web", "apple", "mobile", "web-hevc", "web-av1"])
        for name in PresetLibrary.names {
            let preset = try PresetLibrary.named(name)
            #expect(preset.name == name)
            #expect(!preset.summary.isEmpty)
            #expect(PresetLibrary.text(of: name)?.contains("ladder:") == true)
        }
        #expect(PresetLibrary.text(of: "none") == nil)
    }

    @Test("The web ladder")
    func web() throws {
        let web = try PresetLibrary.named("web")
        #expect(web.rungs.map(\.shortSide) == [360, 540, 720, 1080, 1440, 2160])
        #expect(web.rungs.map(\.maxRate) == [900_000, 1_800_000, 3_200_000, 6_000_000, 10_000_000, 18_000_000])
        #expect(web.crfHundredths == 2300 && web.effort == .fast && web.audioBitRate == 128_000)
        #expect(web.gopDuration == MediaTime(ticks: 2, timescale: 1))
        #expect(web.segmentDuration == MediaTime(ticks: 4, timescale: 1))
        #expect(web.bufferDuration == MediaTime(ticks: 2, timescale: 1))
    }

    @Test("The mobile ladder is the web's up to 720p")
    func mobile() throws {
        let (web, mobile) = (try PresetLibrary.named("web"), try PresetLibrary.named("mobile"))
        #expect(mobile.rungs == web.rungs.filter { $0.shortSide <= 720 })
    }

    @Test("HEVC and AV1 stand beside the web ladder, at lower rates", arguments: [VideoCodec.hevc, .av1])
    func alternatives(codec: VideoCodec) throws {
        let web = try PresetLibrary.named("web")
        let preset = try PresetLibrary.named("web-\(codec.rawValue)")
        #expect(preset.rungs == web.rungs && preset.alternatives.map(\.codec) == [codec])
        let ladder = try #require(preset.alternatives.first)
        for rung in ladder.rungs {
            let same = try #require(web.rungs.first { $0.shortSide == rung.shortSide })
            let percent = rung.maxRate * 100 / same.maxRate
            #expect((codec == .hevc ? 59...61 : 50...50).contains(percent), "\(rung)")
        }
        #expect(ladder.rungs.map(\.shortSide) == (codec == .hevc ? [720, 1080, 1440, 2160] : [360, 540, 720, 1080]))
    }

    @Test("Apple's sizes, six seconds, and a lowest variant below 192 kbit/s")
    func apple() throws {
        let apple = try PresetLibrary.named("apple")
        let source = SourceInfo.landscape(frameRate: 60)
        let video = try #require(try Planner.plan(source: source, preset: apple, version: "1").video)
        #expect(
            video.renditions.map(\.resolution.description)
                == ["1920x1080", "1280x720", "960x540", "768x432", "640x360", "416x234"])
        #expect(video.grid.segmentFrames == 6 * 60)
        // A segment holds at most maxRate × its time + bufferSize; boxes take some 8 kbit/s for both tracks.
        let peak = video.lead.maxRate + video.lead.bufferSize / 6 + apple.audioBitRate
        #expect(peak + 8_000 <= 192_000)
    }

    @Test("An unknown name lists the known ones")
    func unknown() {
        let error = #expect(throws: PresetError.self) { try PresetLibrary.named("4k") }
        #expect(
            error?.description
                == "4k: no such preset; there are web, apple, mobile, web-hevc, web-av1, or give the path of a YAML file")
    }
}

extension SourceInfo {
    fileprivate static func landscape(frameRate: Int32) -> SourceInfo {
        let track = SourceVideoTrack(
            streamIndex: 0, codec: "h264", size: Resolution(width: 1920, height: 1080), color: .bt709, pixelFormat: "yuv420p",
            frameCount: 600, start: .zero, end: MediaTime(ticks: 600, timescale: frameRate),
            medianInterval: MediaTime(ticks: 1, timescale: frameRate), accessPoints: [], hasTrustedRandomAccess: true)
        return SourceInfo(
            container: "mov", fileSize: 1, video: [track], audio: [], otherStreamCount: 0, findings: [])
    }
}
