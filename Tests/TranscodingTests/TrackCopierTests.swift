import Foundation
import MediaCore
import Planning
import Testing

@testable import Transcoding

@Suite(.enabled(if: FFmpeg.isInstalled, "/usr/bin/ffmpeg is not installed")) struct TrackCopierTests {
    private func copied(_ path: String) throws -> RecordingSink.Record {
        let plan = try Planner.plan(source: try scan(path), preset: .packaging, version: "")
        let sink = RecordingSink()
        _ = try withDescriptor(path) { try TrackCopier(plan: plan, descriptor: $0, sink: sink).run() }
        return sink.record
    }

    @Test func `an MP4's samples are named where they lie, and other containers' are handed on`() throws {
        let source = try NumberedFrames.file(count: 120)
        let file = [UInt8](try Data(contentsOf: URL(filePath: source)))
        let ranges = try #require(try copied(source).sourceRanges.values.first)
        let other = try copied(try Fixture.made("mkv", ["-i", source, "-c", "copy"]))
        let samples = try #require(other.samples.values.first)
        #expect(ranges.count == 120 && other.sourceRanges.isEmpty)
        #expect(ranges.map { Array(file[Int($0.lowerBound)..<Int($0.upperBound)]) } == samples.map(\.payload))
    }
}
