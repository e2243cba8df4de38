import Foundation
import Testing

extension EndToEnd {
    /// The poster and the sprites.
    @Suite struct ThumbnailTests {
        @Test func `the poster has the source's aspect and at most 1280 on its long side`() async throws {
            for (fixture, aspect) in [("clip.mp4", 720.0 / 1280), ("anamorphic.mp4", 640.0 / 360)] {
                let (width, height) = try await size(of: try await Assets.shared.asset(of: fixture), "thumbnails/poster.jpg")
                #expect(max(width, height) <= 1280)
                #expect(abs(width / height - aspect) < 0.02)
            }
        }

        @Test func `a black lead-in is not chosen`() async throws {
            let asset = try await Assets.shared.asset(of: "poster-black-lead-in.mp4")
            #expect(try await picture(asset, "thumbnails/poster.jpg").mean > 40)
        }

        @Test func `a blurred stretch is not chosen`() async throws {
            let asset = try await Assets.shared.asset(of: "poster-blur.mp4")
            let poster = try await picture(asset, "thumbnails/poster.jpg").gradient
            let rendition = asset.folder.appending(path: try #require(try asset.variants().first).uri)
            let blurred = try await picture(rendition, at: 1).gradient
            let sharp = try await picture(rendition, at: 3.5).gradient
            #expect(sharp > 2 * blurred)
            #expect(poster > (sharp + blurred) / 2)
        }

        @Test func `the cues run from zero to the end without a gap and name tiles that exist`() async throws {
            let asset = try await Assets.shared.asset(of: "clip.mp4")
            let text = try asset.text(of: "thumbnails/thumbnails.vtt")
            #expect(text.hasPrefix("WEBVTT\n"))
            let times = text.matches(of: /(\d+):(\d+):(\d+\.\d+) --> (\d+):(\d+):(\d+\.\d+)/).map { match in
                (seconds(match.1, match.2, match.3), seconds(match.4, match.5, match.6))
            }
            #expect(times.first?.0 == 0)
            #expect(abs((times.last?.1 ?? 0) - 6) < 0.05)
            for (one, next) in zip(times, times.dropFirst()) { #expect(one.1 == next.0) }
            let tiles = text.matches(of: /(?m)^(\S+\.jpg)#xywh=(\d+),(\d+),(\d+),(\d+)$/)
            #expect(tiles.count == times.count && !tiles.isEmpty)
            for tile in tiles {
                let (width, height) = try await size(of: asset, "thumbnails/\(tile.1)")
                #expect(Double(tile.2)! + Double(tile.4)! <= width && Double(tile.3)! + Double(tile.5)! <= height)
            }
        }

        private func seconds(_ hours: Substring, _ minutes: Substring, _ seconds: Substring) -> Double {
            Double(hours)! * 3600 + Double(minutes)! * 60 + Double(seconds)!
        }

        private func size(of asset: Asset, _ name: String) async throws -> (width: Double, height: Double) {
            let file = asset.folder.appending(path: name)
            let width = Double(try await Measure.stream("width", of: file))
            let height = Double(try await Measure.stream("height", of: file))
            return (try #require(width), try #require(height))
        }

        private func picture(_ asset: Asset, _ name: String) async throws -> (mean: Double, gradient: Double) {
            try await picture(asset.folder.appending(path: name), at: 0)
        }

        /// Mean luma, and mean difference between neighbours in a row, of a frame at 320 × 180.
        private func picture(_ media: URL, at time: Double) async throws -> (mean: Double, gradient: Double) {
            let file = try Workspace.scratch("picture").appending(path: "picture.gray")
            _ = try await Tool.ffmpeg.run([
                "-nostdin", "-v", "error", "-i", media.path, "-map", "0:v:0", "-ss", String(time), "-frames:v", "1", "-vf",
                "scale=320:180:flags=area,format=gray", "-f", "rawvideo", file.path,
            ]).succeeded()
            let pixels = try Data(contentsOf: file).map { Double($0) }
            let steps = zip(pixels, pixels.dropFirst()).map { abs($0 - $1) }
            return (pixels.reduce(0, +) / Double(pixels.count), steps.reduce(0, +) / Double(steps.count))
        }
    }
}
