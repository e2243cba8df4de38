import ISOBMFF
import MediaCore
import Testing

@testable import CMAF

@Suite struct FragmentTests {
    /// A fragment of samples whose bytes are their index, `durations` and `offsets` in ticks.
    private func fragment(
        number: UInt32 = 1, base: Int64 = 0, durations: [UInt32], offsets: [Int32] = [], sync: Set<Int> = [0],
        sizes: [Int] = [3, 2, 2]
    ) throws -> Fragment {
        var fragment = try Fragment(sequenceNumber: number, trackNumber: 1, baseDecodeTime: base)
        for index in durations.indices {
            try fragment.append(
                SampleTiming(
                    decodeTime: fragment.endDecodeTime, compositionOffset: offsets.isEmpty ? 0 : offsets[index],
                    duration: durations[index], isSync: sync.contains(index)),
                payload: ArraySlice(repeating: UInt8(index), count: sizes[index % sizes.count]))
        }
        return fragment
    }

    private func run(of fragment: Fragment) throws -> (header: TrackFragmentHeaderFields, run: TrackRunFields) {
        var segment = Segment()
        try segment.append(fragment)
        let boxes = try BoxReader.read(ByteSource(segment.serialized().bytes))
        let track = try #require(boxes.first(along: ["moof", "traf"]))
        return (
            try TrackFragmentHeaderFields(#require(track.first("tfhd"))), try TrackRunFields(#require(track.first("trun")))
        )
    }

    @Test func whatSamplesShareMovesToTheHeader() throws {
        let video = try run(of: fragment(durations: [500, 500, 500], offsets: [0, 500, -500]))
        #expect(video.header.default_sample_duration == 500)
        #expect(video.header.default_sample_size == nil)
        #expect(video.header.default_sample_flags == .dependent)
        #expect(video.run.first_sample_flags == .sync)
        #expect(video.run.version == 1)
        #expect(video.run.samples.map(\.sample_composition_time_offset) == [0, 500, -500])
        #expect(video.run.samples.map(\.sample_duration) == [nil, nil, nil])

        let audio = try run(of: fragment(durations: [1024, 1024], sync: [0, 1], sizes: [4]))
        #expect(audio.header.default_sample_flags == .sync)
        #expect(audio.header.default_sample_size == 4)
        #expect(audio.run.first_sample_flags == nil)
        #expect(audio.run.flags == 1)
        #expect(audio.run.samples.count == 2)
    }

    @Test func whatDiffersStaysWithTheSample() throws {
        let mixed = try run(of: fragment(durations: [1, 2, 3], offsets: [1, 2, 0], sync: [0, 2]))
        #expect(mixed.header.default_sample_duration == nil)
        #expect(mixed.header.default_sample_flags == nil)
        #expect(mixed.run.samples.map(\.sample_duration) == [1, 2, 3])
        #expect(mixed.run.samples.map(\.sample_flags) == [.sync, .dependent, .sync])
        #expect(mixed.run.version == 0)
    }

    @Test func segmentsListTheirFragments() throws {
        var segment = Segment()
        try segment.append(fragment(number: 5, base: 1000, durations: [500, 500]))
        try segment.append(fragment(number: 6, base: 2000, durations: [500], sizes: [7]))
        #expect(segment.duration == 1500)
        let serialized = segment.serialized()
        let bytes = serialized.bytes
        #expect(serialized.byteCount == bytes.count)
        let boxes = try BoxReader.read(ByteSource(bytes))
        #expect(boxes.map(\.type) == ["styp", "moof", "mdat", "moof", "mdat"])
        for (range, index) in zip(serialized.fragments, [1, 3]) {
            let (movieFragment, mediaData) = (boxes[index], boxes[index + 1])
            #expect(Int64(range.offset) == movieFragment.offset)
            #expect(Int64(range.offset + range.length) == mediaData.end)
            let run = try TrackRunFields(#require(movieFragment.first("traf", "trun")))
            #expect(movieFragment.offset + Int64(run.data_offset ?? 0) == mediaData.payloadRange.lowerBound)
        }
        #expect(serialized.fragments[0].firstSampleLength == serialized.fragments[0].length - 2)
        #expect(serialized.fragments[1].firstSampleLength == serialized.fragments[1].length)
        #expect(bytes.suffix(7) == [0, 0, 0, 0, 0, 0, 0])
        try expectGolden("cmaf-segment.boxes.txt", BoxDump.text(of: ByteSource(bytes)))
    }

    @Test func payloadCanBeChangedInPlace() throws {
        var fragment = try fragment(durations: [500, 500])
        #expect(fragment.payload == [0, 0, 0, 1, 1])
        #expect(fragment.samples.map(\.size) == [3, 2])
        for index in fragment.payload.indices { fragment.payload[index] ^= 0xff }
        var segment = Segment()
        try segment.append(fragment)
        #expect(segment.serialized().bytes.suffix(5) == [0xff, 0xff, 0xff, 0xfe, 0xfe])
    }

    @Test func timelinesHaveNoGaps() throws {
        var whole = try fragment(base: 1000, durations: [500])
        #expect(throws: CMAFError.decodeTimeGap(expected: 1500, found: 1501)) {
            try whole.append(SampleTiming(decodeTime: 1501, duration: 1, isSync: false), payload: [0])
        }
        var segment = Segment()
        try segment.append(whole)
        #expect(throws: CMAFError.decodeTimeGap(expected: 1500, found: 1000)) { try segment.append(whole) }
        #expect(throws: CMAFError.emptyFragment(sequenceNumber: 9)) {
            try segment.append(try Fragment(sequenceNumber: 9, trackNumber: 1, baseDecodeTime: 1500))
        }
        #expect(throws: CMAFError.startsWithoutSync(decodeTime: 0)) { try fragment(durations: [500], sync: []) }
        #expect(throws: CMAFError.unrepresentable(field: "baseDecodeTime", value: "-1")) {
            try Fragment(sequenceNumber: 1, trackNumber: 1, baseDecodeTime: -1)
        }
    }
}
