import MediaCore
import Planning
import Testing

@testable import Transcoding

@Suite(.enabled(if: FFmpeg.isInstalled, "/usr/bin/ffmpeg is not installed")) struct ChunkTranscoderTests {
    static let rungs = [NumberedFrames.size, Resolution(width: 72, height: 48), Resolution(width: 48, height: 32)]

    static func transcode(
        _ path: String, _ plan: VideoPlan, origin: MediaTime, _ chunks: Range<Int>? = nil,
        into sink: RecordingSink = RecordingSink()
    ) throws -> (record: RecordingSink.Record, statistics: TaskStatistics) {
        let statistics = try withDescriptor(path) { descriptor in
            try ChunkTranscoder(plan: plan, origin: origin, descriptor: descriptor, sink: sink).run(
                plan.chunks[chunks ?? plan.chunks.indices])
        }
        return (sink.record, statistics)
    }

    /// Chunks that begin on an access point and between two; containers with and without B-frame delays in their times.
    @Test(arguments: ["mp4", "mov", "mkv"])
    func chunksApartAreTheRunInOne(suffix: String) throws {
        let path = try NumberedFrames.file(count: 250, suffix: suffix)
        let track = try #require(try scan(path).video.first)
        let plan = VideoPlan(track, frameCount: 250, chunkEnds: [2, 4, 7, 10], origin: track.start, rungs: Self.rungs)
        var sequential = plan
        sequential.decode = .sequential
        let whole = try Self.transcode(path, sequential, origin: track.start)
        #expect(whole.statistics.decodedFrames == 250 && whole.statistics.damagedFrames == 0)
        let parts = try plan.chunks.indices.map { try Self.transcode(path, plan, origin: track.start, $0..<$0 + 1) }
        for rendition in plan.renditions {
            let samples = try #require(whole.record.samples[rendition.track])
            #expect(parts.flatMap { $0.record.samples[rendition.track] ?? [] } == samples)
            #expect(Set(whole.record.configurations[rendition.track] ?? []).count == 1)
            #expect(
                parts.allSatisfy {
                    $0.record.configurations[rendition.track]?.first == whole.record.configurations[rendition.track]?.first
                })
            #expect(try whole.record.numbers(rendition) == Array(0..<250), "\(rendition.name)")
        }
        #expect(parts.flatMap(\.record.tiles) == whole.record.tiles)
        #expect(parts.flatMap(\.record.pictures) == whole.record.pictures)
        #expect(whole.statistics.tracks.map(\.track) == plan.renditions.map(\.track))
    }

    /// ISO/IEC 14496-12 §8.6.1: decode times without gaps, every frame shown once at its place, no negative offset.
    @Test(arguments: [FrameRate(25), FrameRate(25, 2), FrameRate(50), FrameRate(24000, 1001)])
    func timesAreArithmetic(rate: FrameRate) throws {
        let path = try NumberedFrames.file(count: 250)
        let track = try #require(try scan(path).video.first)
        let count = rate.frameCount(in: track.end - track.start)
        let plan = VideoPlan(
            track, rate: rate, frameCount: count, gopFrames: 20,
            chunkEnds: [3, SegmentGrid(frameCount: count, gopFrames: 20, gopsPerSegment: 1).segmentCount],
            origin: track.start, rungs: Array(Self.rungs.prefix(1)))
        let (record, _) = try Self.transcode(path, plan, origin: track.start)
        let rendition = plan.lead
        let samples = try #require(record.samples[rendition.track])
        let duration = Int64(rate.frameDuration)
        #expect(samples.map(\.timing.decodeTime) == (0..<count).map { Int64($0) * duration })
        #expect(samples.allSatisfy { $0.timing.duration == UInt32(duration) && $0.timing.compositionOffset >= 0 })
        let priming = Int64(try #require(record.primingTicks[rendition.track]))
        let shown = samples.map { $0.timing.decodeTime + Int64($0.timing.compositionOffset) - priming }
        #expect(shown.sorted() == (0..<count).map { Int64($0) * duration })
        for (sample, time) in zip(samples, shown) { #expect(sample.timing.isSync == (time / duration % 20 == 0)) }
        // Every fragment holds the frames of its own GOP.
        for (index, time) in shown.enumerated() { #expect(Int(time / duration) / 20 == index / 20) }
        // The nearest source frame, the earlier of two.
        let wanted = (0..<count).map { output in
            min(249, (2 * output * 25 * Int(rate.denominator) + Int(rate.numerator) - 1) / (2 * Int(rate.numerator)))
        }
        #expect(try record.numbers(rendition) == wanted)
    }

    /// Sound that starts before the picture, and ends after it: the first and the last frame are held.
    @Test func theFirstAndTheLastFrameAreHeld() throws {
        let path = try NumberedFrames.file(count: 50)
        let track = try #require(try scan(path).video.first)
        let origin = track.start - MediaTime(ticks: 1, timescale: 5)
        let plan = VideoPlan(track, frameCount: 60, origin: origin, rungs: [NumberedFrames.size])
        let (record, statistics) = try Self.transcode(path, plan, origin: origin)
        #expect(try record.numbers(plan.lead) == Array(repeating: 0, count: 5) + Array(0..<50) + Array(repeating: 49, count: 5))
        #expect(statistics.decodedFrames == 50)
    }

    @Test func aClipOfOneFrame() throws {
        let path = try NumberedFrames.file(count: 1)
        let track = try #require(try scan(path).video.first)
        let plan = VideoPlan(track, frameCount: 1, origin: track.start, rungs: Self.rungs)
        let (record, _) = try Self.transcode(path, plan, origin: track.start)
        for rendition in plan.renditions {
            let samples = try #require(record.samples[rendition.track])
            #expect(samples.count == 1 && samples[0].timing.isSync && samples[0].timing.decodeTime == 0)
            #expect(Int(samples[0].timing.compositionOffset) == record.primingTicks[rendition.track])
            #expect(try record.numbers(rendition) == [0])
        }
        #expect(record.tiles.map(\.frame) == [0])
        #expect(record.pictures.count == 1)
    }

    @Test func tilesLieOnTheirGrid() throws {
        let path = try NumberedFrames.file(count: 250)
        let track = try #require(try scan(path).video.first)
        let plan = VideoPlan(
            track, frameCount: 250, chunkEnds: [3, 10], origin: track.start, rungs: Self.rungs, frameInterval: 30)
        let parts = try plan.chunks.indices.map { try Self.transcode(path, plan, origin: track.start, $0..<$0 + 1).record }
        let tiles = parts.flatMap(\.tiles)
        #expect(tiles.map(\.frame) == Array(stride(from: 0, to: 250, by: 30)))
        for tile in tiles {
            let size = plan.thumbnails.tile
            #expect(tile.resolution == size)
            #expect(NumberedFrames.number(tile.pixels.prefix(size.pixelCount), size) == tile.frame)
        }
        // One poster candidate a run, of a frame on the grid.
        for part in parts {
            #expect(part.pictures.count == 1)
            guard case .poster(let frame, let score)? = part.pictures.first?.name else { throw FFmpeg.Failure(text: "no poster") }
            #expect(frame % 30 == 0 && score >= 0)
            #expect(part.pictures[0].jpeg.starts(with: [0xff, 0xd8]))
        }
    }

    /// Whatever a sink refuses, all threads end and the error comes back as it was thrown.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            (RecordingSink.Event.configuration, 0), (.configuration, 1), (.configuration, 4), (.sample, 0), (.sample, 40),
            (.sample, 700), (.tile, 0),
            (.tile, 3), (.picture, 0),
        ])
    func aRefusalEndsEverything(_ event: RecordingSink.Event, _ count: Int) throws {
        let path = try NumberedFrames.file(count: 250)
        let track = try #require(try scan(path).video.first)
        let plan = VideoPlan(track, frameCount: 250, chunkEnds: [4, 10], origin: track.start, rungs: Self.rungs)
        let error = #expect(throws: TranscodingError.self) {
            try Self.transcode(path, plan, origin: track.start, into: RecordingSink(failing: event, after: count))
        }
        guard case .outputClosed = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    /// An access point that is no longer there.
    @Test(.timeLimit(.minutes(1))) func aChangedFileIsNoticed() throws {
        let path = try NumberedFrames.file(count: 250)
        let other = try NumberedFrames.file(count: 50)
        let track = try #require(try scan(path).video.first)
        let plan = VideoPlan(track, frameCount: 250, chunkEnds: [4, 10], origin: track.start, rungs: Self.rungs)
        let error = #expect(throws: TranscodingError.self) { try Self.transcode(other, plan, origin: track.start, 1..<2) }
        guard case .sourceChanged = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        var gone = plan
        gone.streamIndex = 7
        let second = #expect(throws: TranscodingError.self) { try Self.transcode(path, gone, origin: track.start, 0..<1) }
        guard case .sourceChanged = second else {
            Issue.record("\(String(describing: second))")
            return
        }
    }

    /// The open file may be read by several at once.
    @Test func theSameRunTwiceGivesTheSameBytes() throws {
        let path = try NumberedFrames.file(count: 100)
        let track = try #require(try scan(path).video.first)
        let plan = VideoPlan(track, frameCount: 100, origin: track.start, rungs: Self.rungs)
        let first = try Self.transcode(path, plan, origin: track.start).record
        let second = try Self.transcode(path, plan, origin: track.start).record
        #expect(first.samples == second.samples && first.tiles == second.tiles && first.pictures == second.pictures)
    }
}
