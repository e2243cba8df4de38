import Foundation
import Testing

extension EndToEnd {
    /// What every upload has to become, whatever it was.
    @Suite(.tags(.upload)) struct UploadTests {
        @Test(arguments: Upload.all + Upload.unturned)
        func `is published as it should be`(_ upload: Upload) async throws {
            let asset = try await Assets.shared.asset(of: upload.fixture)
            let variants = try asset.variants()
            let top = try #require(variants.first)
            #expect(top.resolution == upload.size)
            #expect(variants.count == upload.rungs)
            #expect(abs(top.frameRate - upload.rate) < 0.002)
            try await Promise.isSound(asset)
            try await Promise.keepsTime(asset, seconds: Double(upload.frames) / upload.rate, rate: upload.rate)
            let packets = try await Measure.packets(of: asset.folder.appending(path: top.uri), stream: "v:0")
            #expect(abs(packets.count - upload.frames) <= (upload.fixture == "variable-rate.mp4" ? 1 : 0))

            let multivariant = MultivariantPlaylist(try asset.text(of: "master.m3u8"))
            #expect(multivariant.media.contains { $0["TYPE"] == "AUDIO" } == upload.hasSound)
            #expect(variants.allSatisfy { $0.codecs.contains("mp4a.40.2") == upload.hasSound })
            #expect(variants.allSatisfy { ($0.attributes["AUDIO"] != nil) == upload.hasSound })
        }

        @Test(arguments: Upload.all) func `looks as ffmpeg shows the source`(_ upload: Upload) async throws {
            let asset = try await Assets.shared.asset(of: upload.fixture)
            let top = try #require(try asset.variants().first)
            let rendition = asset.folder.appending(path: top.uri)
            let model = if let name = upload.model { try await Fixture.url(name) } else { asset.source }
            let similarity = try await Measure.similarity(
                of: rendition, size: top.resolution, to: model, conversion: upload.conversion)
            #expect(similarity >= upload.similarity)
            let difference = try await Measure.colourDifference(
                of: rendition, size: top.resolution, to: model, conversion: upload.conversion)
            #expect(difference <= upload.colourDifference, "SSIM \(similarity)")
            for key in ["color_space", "color_primaries", "color_transfer"] {
                #expect(try await Measure.stream(key, of: rendition) == "bt709")
            }
            #expect(try await Measure.stream("color_range", of: rendition) == "tv")
            #expect(try await Measure.stream("pix_fmt", of: rendition) == "yuv420p")
            #expect(["1:1", "N/A"].contains(try await Measure.stream("sample_aspect_ratio", of: rendition)))
        }

        @Test(arguments: Upload.unturned) func `a matrix that is no orientation changes nothing`(_ upload: Upload) async throws {
            let asset = try await Assets.shared.asset(of: upload.fixture)
            let upright = try await Assets.shared.asset(of: "turned-180.mp4")
            let ours = asset.folder.appending(path: try #require(try asset.variants().first).uri)
            let turned = upright.folder.appending(path: try #require(try upright.variants().first).uri)
            let similarity = try await Measure.similarity(of: ours, size: [480, 270], to: turned, conversion: "hflip,vflip")
            #expect(similarity >= 0.95)
        }
    }
}

/// Promises that hold for every published asset.
enum Promise {
    /// It validates, and ffmpeg decodes both manifests without a word.
    static func isSound(_ asset: Asset) async throws {
        let validation = try await Tool.sluice.run(["validate", asset.folder.path])
        #expect(validation.status == 0, "\(validation)")
        async let complaints = Measure.complaints(about: asset.master)
        #expect(try await Measure.complaints(about: asset.manifest) == "")
        #expect(try await complaints == "")
        let report = try JSONSerialization.jsonObject(with: Data(contentsOf: asset.folder.appending(path: "report.json")))
        #expect((report as? [String: Any])?.isEmpty == false)
    }

    /// Every rendition lasts as long as the source's timeline, within one frame, by its playlist and by its packets.
    static func keepsTime(_ asset: Asset, seconds: Double, rate: Double) async throws {
        let frame = 1 / rate + 0.0005
        // Sound ends with a whole frame of AAC, beside the picture's end.
        let soundFrame = 1024.0 / 48000
        let playlists = try asset.mediaPlaylists()
        #expect(!playlists.isEmpty)
        for (name, playlist) in playlists {
            let stream = name.hasPrefix("audio") ? "a:0" : "v:0"
            let allowed = stream == "a:0" ? frame + soundFrame : frame
            #expect(abs(playlist.duration - seconds) <= allowed, "\(name)")
            let packets = try await Measure.packets(of: asset.folder.appending(path: name), stream: stream)
            let last = try #require(packets.last, "\(name)")
            #expect(abs(last.time + last.duration - seconds) <= allowed, "\(name)")
        }
    }
}
