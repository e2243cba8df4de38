import CMAF
import ISOBMFF
import MediaCore
import Presentation
import Testing

@testable import Packaging

@Suite struct TrackPackagerTests {
    private let track = TrackID("video/h264/360p")

    /// Three segments of two GOPs of 4 frames of 500 ticks; the last one has a GOP of 3 more.
    private let layouts = [
        SegmentLayout(number: 1, firstSequenceNumber: 1, start: 0, fragmentEnds: [2000, 4000]),
        SegmentLayout(number: 2, firstSequenceNumber: 3, start: 4000, fragmentEnds: [6000, 8000]),
        SegmentLayout(number: 3, firstSequenceNumber: 5, start: 8000, fragmentEnds: [10_000, 12_000, 13_500]),
    ]

    /// Frame `index`: its bytes tell it apart, its size varies, an IDR picture comes every fourth.
    private func timing(_ index: Int) -> SampleTiming {
        SampleTiming(
            decodeTime: Int64(index) * 500, compositionOffset: Int32(index % 3 * 500), duration: 500, isSync: index % 4 == 0)
    }

    private func payload(_ index: Int) -> [UInt8] {
        Array(repeating: UInt8(index), count: index % 4 == 0 ? 300 + index : 20 + index)
    }

    /// The segments that frames of `range` complete, by the index of the completing frame.
    private func package(_ packager: inout TrackPackager, _ range: Range<Int>) throws -> [Int: PackagedSegment] {
        var finished: [Int: PackagedSegment] = [:]
        for index in range { finished[index] = try packager.append(timing(index), payload: payload(index)[...]) }
        return finished
    }

    @Test func segmentsEndOnTheGrid() throws {
        var packager = TrackPackager(track: track, segments: layouts[...])
        let finished = try package(&packager, 0..<27)
        try packager.finish()
        #expect(finished.keys.sorted() == [7, 15, 26])
        #expect(finished.sorted { $0.key < $1.key }.map(\.value.record.number) == [1, 2, 3])
        #expect(finished[26]?.path == "video/h264/360p/3.m4s")
        #expect(finished[7]?.record.start == 0 && finished[7]?.record.duration == 4000)
        #expect(finished[26]?.record.start == 8000 && finished[26]?.record.duration == 5500)
        #expect(finished[26]?.record.fragments.map(\.start) == [8000, 10_000, 12_000])
        #expect(finished[26]?.record.fragments.map(\.duration) == [2000, 2000, 1500])
    }

    @Test func recordsMatchTheBytes() throws {
        var packager = TrackPackager(track: track, segments: layouts[...])
        for (last, segment) in try package(&packager, 0..<27) {
            let bytes = segment.pieces.flatMap { $0 }
            #expect(bytes.count == segment.record.byteCount)
            let boxes = try BoxReader.read(ByteSource(bytes))
            #expect(boxes.first?.type == "styp")
            let fragments = boxes.filter { $0.type == "moof" }
            let data = boxes.filter { $0.type == "mdat" }
            try #require(fragments.count == segment.record.fragments.count && data.count == fragments.count)
            #expect(boxes.count == 1 + 2 * fragments.count)
            var frame = last + 1 - Int(segment.record.duration / 500)
            for (index, record) in segment.record.fragments.enumerated() {
                #expect(record.offset == Int(fragments[index].offset))
                #expect(record.offset + record.byteCount == Int(data[index].payloadRange.upperBound))
                let number = try MovieFragmentHeaderFields(#require(fragments[index].first("mfhd"))).sequence_number
                #expect(number == layouts[segment.record.number - 1].firstSequenceNumber + UInt32(index))
                let movie = try #require(fragments[index].first("traf"))
                let decodeTime = try TrackFragmentDecodeTimeFields(#require(movie.first("tfdt"))).baseMediaDecodeTime
                #expect(Int64(decodeTime) == record.start && Int(decodeTime) == frame * 500)
                let run = try TrackRunFields(#require(movie.first("trun")))
                let frames = frame..<frame + Int(record.duration / 500)
                #expect(run.samples.count == frames.count)
                #expect(run.samples.map { $0.sample_size.map(Int.init) } == frames.map { payload($0).count })
                #expect(run.data_offset.map { Int($0) + record.offset } == Int(data[index].payloadRange.lowerBound))
                #expect(
                    record.offset + record.keyframeByteCount == Int(data[index].payloadRange.lowerBound) + payload(frame).count)
                #expect(
                    Array(bytes[Int(data[index].payloadRange.lowerBound)..<record.offset + record.byteCount])
                        == frames.flatMap(payload))
                frame = frames.upperBound
            }
        }
    }

    /// Chunks are packaged by themselves and in any order.
    @Test func anyRunGivesTheSameFiles() throws {
        var whole = TrackPackager(track: track, segments: layouts[...])
        let expected = try package(&whole, 0..<27)
        var part = TrackPackager(track: track, segments: layouts[1...])
        let finished = try package(&part, 8..<27)
        try part.finish()
        for last in [15, 26] {
            #expect(finished[last]?.pieces.flatMap { $0 } == expected[last]?.pieces.flatMap { $0 })
            #expect(finished[last]?.record == expected[last]?.record)
        }
    }

    @Test func missingSamplesAreIncomplete() throws {
        for (count, segment) in [(0, 1), (7, 1), (8, 2), (9, 2), (26, 3)] {
            var packager = TrackPackager(track: track, segments: layouts[...])
            _ = try package(&packager, 0..<count)
            let error = #expect(throws: PackagingError.self) { try packager.finish() }
            guard case .incomplete(track, segment) = error else {
                Issue.record("\(count) samples: \(String(describing: error))")
                continue
            }
        }
    }

    @Test func aSampleAcrossAFragmentsEndIsOffGrid() throws {
        var packager = TrackPackager(track: track, segments: layouts[...])
        _ = try package(&packager, 0..<3)
        let error = #expect(throws: PackagingError.self) {
            try packager.append(SampleTiming(decodeTime: 1500, duration: 501, isSync: false), payload: [1])
        }
        guard case .offGrid(track, 1500) = error else { throw try #require(error) }
    }

    @Test func aSampleAfterTheRunIsOffGrid() throws {
        var packager = TrackPackager(track: track, segments: layouts[..<1])
        _ = try package(&packager, 0..<8)
        let error = #expect(throws: PackagingError.self) { try packager.append(timing(8), payload: payload(8)[...]) }
        guard case .offGrid(track, 4000) = error else { throw try #require(error) }
    }

    /// Samples come from another process, so any number may arrive.
    @Test(arguments: [Int64.max, .max - 499, .min, -500, 1, 499, 2000, 13_500])
    func aFirstSampleElsewhereThanTheStartIsRefused(decodeTime: Int64) {
        var packager = TrackPackager(track: track, segments: layouts[...])
        #expect(throws: PackagingError.self) {
            try packager.append(SampleTiming(decodeTime: decodeTime, duration: 500, isSync: true), payload: [1])
        }
    }

    @Test(arguments: [Int64.max, .min, 0, 499, 501, 1500])
    func holesAndOverlapsAreRefused(decodeTime: Int64) throws {
        var packager = TrackPackager(track: track, segments: layouts[...])
        _ = try packager.append(timing(0), payload: payload(0)[...])
        #expect(throws: PackagingError.self) {
            try packager.append(SampleTiming(decodeTime: decodeTime, duration: 500, isSync: false), payload: [1])
        }
    }

    @Test func aFragmentMustStartWithASyncSample() throws {
        var packager = TrackPackager(track: track, segments: layouts[...])
        _ = try package(&packager, 0..<4)
        #expect(throws: PackagingError.self) {
            try packager.append(SampleTiming(decodeTime: 2000, duration: 500, isSync: false), payload: [1])
        }
    }

    /// One sound frame may last as long as its segment, and durations may vary.
    @Test func soundSegmentsEndAtFrames() throws {
        let sound = TrackID("audio/aac/und")
        let segments = [
            SegmentLayout(number: 1, firstSequenceNumber: 1, start: 0, fragmentEnds: [2048]),
            SegmentLayout(number: 2, firstSequenceNumber: 2, start: 2048, fragmentEnds: [2748]),
        ]
        var packager = TrackPackager(track: sound, segments: segments[...])
        #expect(try packager.append(SampleTiming(decodeTime: 0, duration: 1024, isSync: true), payload: [1, 2]) == nil)
        let first = try packager.append(SampleTiming(decodeTime: 1024, duration: 1024, isSync: true), payload: [3])
        #expect(first?.record.duration == 2048)
        let second = try packager.append(SampleTiming(decodeTime: 2048, duration: 700, isSync: true), payload: [4, 5])
        #expect(second?.record.start == 2048 && second?.record.duration == 700)
        #expect(second?.path == "audio/aac/und/2.m4s")
        try packager.finish()
    }
}
