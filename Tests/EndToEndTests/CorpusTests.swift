import Foundation
import Testing

extension EndToEnd {
    @Suite(.tags(.corpus), .enabled(if: Workspace.corpus != nil, "No real uploads at ../shared/corpus or $SLUICE_CORPUS."))
    struct CorpusTests {
        @Test func `every file has its line here`() throws {
            let corpus = try #require(Workspace.corpus)
            let known = Set(CorpusFile.all.flatMap { $0.parts + [$0.name] })
            let files = try FileManager.default.contentsOfDirectory(atPath: corpus.path).filter { $0 != "README.md" }
            #expect(Set(files).subtracting(known) == [])
        }

        @Test(arguments: CorpusFile.all) func `becomes what its README says`(_ file: CorpusFile) async throws {
            let asset = try await file.asset()
            let report = try PublishedReport(asset)
            let outcomes = file.isHDR ? ["published", "published with warnings"] : [file.outcome]
            #expect(outcomes.contains(report.outcome))
            #expect(file.findings.subtracting(report.findings.map(\.finding.name)) == [])
            let variants = try asset.variants()
            let sounds = MultivariantPlaylist(try asset.text(of: "master.m3u8")).media.filter { $0["TYPE"] == "AUDIO" }
            #expect(sounds.allSatisfy { $0["CHANNELS"] == "2" })
            let top = try #require(variants.first)
            if file.hasPicture {
                #expect(top.resolution == file.size)
                #expect(variants.count == file.rungs)
                #expect(file.rates.contains { abs($0 - top.frameRate) < 0.002 }, "\(top.frameRate)")
                #expect(variants.allSatisfy { ($0.attributes["AUDIO"] != nil) == file.hasSound })
                #expect(sounds.count == (file.hasSound ? 1 : 0))
            } else {
                #expect(variants.map(\.codecs) == ["mp4a.40.2"])
            }
            // The README rounds.
            let frame = file.hasPicture ? 1 / top.frameRate : 0.022
            if let seconds = file.seconds { #expect(abs(report.durationSeconds - seconds) <= frame + 0.05 + seconds / 1000) }
        }

        @Test(arguments: CorpusFile.all) func `plays, keeps time and looks right`(_ file: CorpusFile) async throws {
            let asset = try await file.asset()
            let top = try #require(try asset.variants().first)
            let rendition = asset.folder.appending(path: top.uri)
            async let likeness =
                file.hasPicture && !file.isHDR
                ? Measure.similarity(of: rendition, size: top.resolution, to: asset.source) : nil
            try await Promise.isSound(asset)
            let timeline = try await timeline(of: file)
            try await Promise.keepsTime(asset, seconds: timeline.duration, rate: file.hasPicture ? top.frameRate : 48000 / 1024)
            if file.hasSound {
                let lag = try await Measure.soundLag(of: asset.master, to: asset.source, from: timeline.start)
                print("sound of \(file.name): \(lag.map { "\($0 * 1000) ms late" } ?? "silent, its lag is not measured")")
                // The promise is 20 ms; what it is against the source is far better known.
                if let lag { #expect(abs(lag) <= 0.010) }
            }
            let similarity = try await likeness
            print("SSIM of \(file.name): \(similarity?.description ?? "not compared here, HDR or no picture")")
            if let similarity { #expect(similarity >= file.similarity) }
        }

        @Test func `the table of outcomes`() async throws {
            let width = CorpusFile.all.map(\.name.count).max() ?? 0
            for file in CorpusFile.all {
                let name = file.name.padding(toLength: width + 2, withPad: " ", startingAt: 0)
                let asset: Asset
                do { asset = try await file.asset() } catch {
                    print("\(name)\(error)")
                    Issue.record("\(file.name) has no outcome")
                    continue
                }
                let report = try PublishedReport(asset)
                let rungs = try asset.variants().map { $0.attributes["RESOLUTION"] ?? "sound" }.joined(separator: " ")
                let numbers = String(
                    format: "%8.2f s, made in %6.2f s with %4d MB", report.durationSeconds, report.timings.seconds,
                    asset.peakMemory >> 20)
                print("\(name)\(report.outcome), \(numbers): \(rungs)")
                for finding in report.findings { print("    \(finding.sentence)") }
            }
        }

        /// From the first picture or sound to the end of the last picture, or of the last sound where there is no picture, of what
        /// ffmpeg decodes.
        private func timeline(of file: CorpusFile) async throws -> (start: Double, duration: Double) {
            let source = try await file.url()
            let sound = file.hasSound ? try await Measure.packets(of: source, stream: "a:0") : []
            guard file.hasPicture else {
                let first = try #require(sound.first)
                let last = try #require(sound.last)
                let start = max(first.time, 0)
                return (start, last.time + last.duration - start)
            }
            let packets = try await Measure.packets(of: source, stream: "v:0")
            // Six minutes are too many to decode for the sake of their ends.
            let frames =
                file.seconds ?? 0 > 60 ? packets.map(\.time) : try await Measure.frameTimes(of: source, stream: "v:0")
            let first = try #require(frames.first)
            let last = try #require(frames.last)
            let packet = packets.min { abs($0.time - last) < abs($1.time - last) }
            let start = min(first, max(sound.first?.time ?? first, 0))
            return (start, last + (packet?.duration ?? 0) - start)
        }

        @Test func `memory does not grow with duration`() async throws {
            let file = CorpusFile.all.first { $0.name.hasPrefix("long_") }!
            let (source, long) = (try await file.url(), try await file.asset())
            let start = try Workspace.scratch("start").appending(path: "start.mp4")
            _ = try await Tool.ffmpeg.run(
                ["-nostdin", "-v", "error", "-i", source.path, "-t", "30", "-c", "copy", start.path]
            ).succeeded()
            let short = try await Assets.transcode(start, try file.arguments())
            print("peak memory: \(long.peakMemory >> 20) MB for 363 s, \(short.peakMemory >> 20) MB for its first 30 s")
            #expect(Double(long.peakMemory) <= 1.1 * Double(short.peakMemory))
        }

        @Test func `memory is bounded by the size of the picture`() async throws {
            for (name, limit) in [("bench-clip.mp4", 600), ("portrait_4k60.mp4", 2000)] {
                let asset = try await CorpusFile.all.first { $0.name == name }!.asset()
                print("peak memory of \(name): \(asset.peakMemory >> 20) MB")
                #expect(asset.peakMemory <= limit << 20, "\(name)")
            }
        }
    }
}
