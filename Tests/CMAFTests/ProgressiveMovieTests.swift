import ISOBMFF
import MediaCore
import Testing

@testable import CMAF

@Suite struct ProgressiveMovieTests {
    private static let description = TrackDescription(
        timescale: 48_000,
        media: .audio(
            configuration: .aac(audioSpecificConfig: [0x11, 0x90]), sampleRate: 48_000, channelCount: 2, bitRate: 128_000),
        primingTicks: 1024)

    /// A segment of so many samples of one size, without their bytes.
    private func segment(samples: UInt32, of size: UInt32) -> ByteSource {
        var header = TrackFragmentHeaderBox(track_ID: 1)
        header.default_sample_duration = 1024
        header.default_sample_size = size
        header.default_sample_flags = .sync
        let run = TrackRunBox(sample_count: samples)
        return ByteSource(
            MovieFragmentBox(
                header: MovieFragmentHeaderBox(sequence_number: 1),
                track: TrackFragmentBox(header: header, decodeTime: TrackFragmentDecodeTimeBox(baseMediaDecodeTime: 0), run: run)
            ).serialized())
    }

    @Test(arguments: [(1 << 20, false), (1 << 27, true)] as [(UInt32, Bool)])
    func offsetsAreAsLongAsTheFileNeeds(size: UInt32, isLarge: Bool) throws {
        var table = SampleTable(timescale: 48_000)
        for _ in 0..<2 { try table.append(segment: segment(samples: 30, of: size)) }
        #expect(table.chunks.map(\.sampleCount) == [23, 7, 23, 7] && table.chunks.map(\.segment) == [0, 0, 1, 1])
        let movie = try ProgressiveMovie([(Self.description, table)], duration: MediaTime(ticks: 59 * 1024, timescale: 48_000))
        let media = 60 * Int64(size)
        let head = movie.head
        let file = ByteSource(size: Int64(head.count) + media) { offset, count in
            (0..<count).map { Int(offset) + $0 < head.count ? head[Int(offset) + $0] : 0 }
        }
        let boxes = try BoxReader.read(file)
        #expect(boxes.map(\.type) == ["ftyp", "moov", "mdat"] && boxes[2].payloadRange == Int64(head.count)..<file.size)
        let stbl = try #require(boxes.first(along: ["moov", "trak", "mdia", "minf", "stbl"]))
        #expect((stbl.first("co64") != nil) == isLarge && (stbl.first("stco") == nil) == isLarge && stbl.first("stss") == nil)
        let samples = try SampleTableReader(stbl: stbl)
        #expect(samples.sizes == Array(repeating: size, count: 60) && samples.duration == 60 * 1024)
        #expect(samples.chunks.map(\.sampleCount) == [23, 7, 23, 7])
        #expect(samples.chunks.map(\.offset) == [0, 23, 30, 53].map { UInt64(head.count) + $0 * UInt64(size) })
        let edit = try EditListFields(#require(boxes.first(along: ["moov", "trak", "edts", "elst"]))).entries
        #expect(edit.map(\.segment_duration) == [59 * 1024] && edit.map(\.media_time) == [1024])
    }

    @Test func timesBeyond32BitsGetVersion1() throws {
        let long = UInt64(UInt32.max) + 7
        let header = MediaHeaderBox(timescale: 90_000, duration: long, language: LanguageCode("und")!).serialized()
        #expect(header.count == 44)
        let fields = try MediaHeaderFields(#require(try BoxReader.read(ByteSource(header)).first))
        #expect(fields.duration == long && fields.timescale == 90_000)
        let edit = EditListBox(segment_duration: long, media_time: 5).serialized()
        let entries = try EditListFields(#require(try BoxReader.read(ByteSource(edit)).first)).entries
        #expect(entries.map(\.segment_duration) == [long] && entries.map(\.media_time) == [5])
    }
}
