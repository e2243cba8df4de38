import Foundation
import Testing

extension EndToEnd {
    /// Picture and sound within 20 ms of each other, from start to end.
    @Suite(.tags(.upload)) struct SynchronyTests {
        @Test(arguments: ["flash-and-beep.mp4", "audio-later.mp4", "video-later.mp4"], ["master.m3u8", "manifest.mpd"])
        func `flashes and beeps come together`(_ fixture: String, _ manifest: String) async throws {
            let asset = try await Assets.shared.asset(of: fixture)
            let media = asset.folder.appending(path: manifest)
            let flashes = try await Measure.flashes(in: media)
            let beeps = try await Measure.beeps(in: media)
            #expect(flashes.count >= 11)
            #expect(beeps.count >= 11)
            let pairs = beeps.compactMap { beep in flashes.min { abs($0 - beep) < abs($1 - beep) }.map { beep - $0 } }
            // A late track has no partner for the other's first event.
            let skews = pairs.filter { abs($0) < 0.5 }
            #expect(skews.count >= 11)
            #expect(skews.allSatisfy { abs($0) <= 0.020 }, "\(skews)")
        }

        @Test func `sound that ends early is followed by silence, and sound that is late by none`() async throws {
            let shorter = try await Assets.shared.asset(of: "audio-shorter.mp4")
            let end = try await Measure.frameTimes(of: shorter.master, stream: "a:0").last
            #expect(try #require(end) > 3.9)
            let longer = try await Assets.shared.asset(of: "audio-longer.mp4")
            let cut = try await Measure.frameTimes(of: longer.master, stream: "a:0").last
            #expect(try #require(cut) < 3.05)
        }
    }

    /// Sound is stereo at 48 kHz and keeps every speaker on its side.
    @Suite(.tags(.upload)) struct SoundTests {
        @Test func `5.1 becomes stereo with every channel in its place`() async throws {
            let asset = try await Assets.shared.asset(of: "surround.mp4")
            #expect(try await Measure.stream("channels", of: asset.master, stream: "a:0") == "2")
            #expect(try await Measure.stream("sample_rate", of: asset.master, stream: "a:0") == "48000")
            let tones: [Double] = [400, 600, 1000, 1500, 2000]
            let left = try await Measure.toneLevels(in: asset.master, channel: 0, of: 2, frequencies: tones)
            let right = try await Measure.toneLevels(in: asset.master, channel: 1, of: 2, frequencies: tones)
            let audible = -40.0, silent = -60.0
            for (mine, other, levels) in [(400.0, 600.0, left), (600.0, 400.0, right)] {
                #expect(levels[mine]! > audible, "\(levels)")
                #expect(levels[other]! < silent, "\(levels)")
                #expect(levels[1000]! > audible, "\(levels)")
            }
            #expect(left[1500]! > audible && left[2000]! < silent, "\(left)")
            #expect(right[2000]! > audible && right[1500]! < silent, "\(right)")
            #expect(abs(left[1000]! - right[1000]!) < 1)
        }

        @Test func `mono is heard on both sides`() async throws {
            let asset = try await Assets.shared.asset(of: "mono-22050.mp4")
            #expect(try await Measure.stream("channels", of: asset.master, stream: "a:0") == "2")
            let left = try await Measure.toneLevels(in: asset.master, channel: 0, of: 2, frequencies: [440])
            let right = try await Measure.toneLevels(in: asset.master, channel: 1, of: 2, frequencies: [440])
            #expect(left[440]! > -40 && abs(left[440]! - right[440]!) < 1)
        }
    }
}
