import FoundationEssentials
import Planning
import Presets
import Testing

@testable import Bitstream
@testable import Conformance
@testable import ISOBMFF
@testable import Isolation
@testable import Transcoding

/// One of our own readers, what it is made for, and how it is given bytes. Whatever they are, it answers or throws.
struct Parser: Sendable, CustomTestStringConvertible {
    let name: String
    /// Good inputs, out of which damaged ones are made.
    let seeds: @Sendable (GoodAsset) throws -> [[UInt8]]
    var words: [String] = []
    let parse: @Sendable ([UInt8]) throws -> Void

    var testDescription: String { name }

    static let all = bitstream + boxes + texts + wire
}

// MARK: - Codecs

extension Parser {
    private static let bitstream = [
        Parser(name: "H.264 byte stream", seeds: { try byteStreams($0) }) { bytes in
            let unit = try AVCAccessUnit(annexB: bytes.span.bytes)
            _ = try? unit.firstSliceType(in: bytes.span.bytes)
            var sample: [UInt8] = []
            try AVCAccessUnit.appendSample(fromAnnexB: bytes.span.bytes, to: &sample)
        },
        Parser(name: "H.264 sample", seeds: { try samples($0, "h264") }) { bytes in
            for size in 1...4 {
                guard let unit = try? AVCAccessUnit(lengthPrefixed: bytes.span.bytes, lengthSize: size) else { continue }
                _ = try? unit.firstSliceType(in: bytes.span.bytes)
            }
        },
        Parser(name: "H.264 parameter sets", seeds: { try records($0, "avcC").flatMap { parameterSets($0, header: 0x67) } }) {
            _ = try AVCSequenceParameterSet($0)
        },
        Parser(name: "avcC", seeds: { try records($0, "avcC") }) { _ = try AVCDecoderConfigurationRecord(parsing: $0) },
        Parser(name: "HEVC sample", seeds: { try samples($0, "hevc") }) {
            for size in 1...4 { _ = try? HEVCNALUnit.split(lengthPrefixed: $0.span.bytes, lengthSize: size) }
        },
        Parser(name: "HEVC parameter sets", seeds: { try records($0, "hvcC").flatMap { parameterSets($0, header: 0x42) } }) {
            _ = try HEVCSequenceParameterSet($0)
        },
        Parser(name: "hvcC", seeds: { try records($0, "hvcC") }) { _ = try HEVCDecoderConfigurationRecord(parsing: $0) },
        Parser(name: "AV1 units", seeds: { try samples($0, "av1") }) { bytes in
            for unit in try AV1OBU.split(bytes.span.bytes) {
                _ = unit.isShownKeyFrame(in: bytes.span.bytes)
                if unit.type == .sequenceHeader { _ = try? AV1SequenceHeader(Array(bytes[unit.range])) }
            }
        },
        Parser(name: "av1C", seeds: { try records($0, "av1C") }) { _ = try AV1CodecConfigurationRecord(parsing: $0) },
        Parser(
            name: "AudioSpecificConfig", seeds: { _ in [[0x11, 0x90], [0x2b, 0x8a, 0x08, 0, 0], [0xf9, 0x4f, 0, 0, 0, 0x10]] }
        ) {
            let config = try AudioSpecificConfig(parsing: $0)
            _ = (config.codecString, config.channelCount, config.serialized())
        },
    ]

    /// The payloads of a type of box in the asset's init segments.
    private static func records(_ asset: GoodAsset, _ type: FourCC) throws -> [[UInt8]] {
        func find(_ boxes: [BoxNode]) -> [[UInt8]] { boxes.flatMap { ($0.type == type ? [$0.fields] : []) + find($0.children) } }
        return try asset.files(endingWith: "init.mp4").flatMap { find(try BoxReader.read(ByteSource($0))) }
    }

    /// Everything in a record that looks like a set of this type with a length before it.
    private static func parameterSets(_ record: [UInt8], header: UInt8) -> [[UInt8]] {
        record.indices.dropFirst(2).compactMap { at in
            let length = Int(record[at - 2]) << 8 | Int(record[at - 1])
            return record[at] == header && (8...200).contains(length) && at + length <= record.count
                ? Array(record[at..<(at + length)]) : nil
        }
    }

    /// The media data of a track's first fragment, which is samples end to end.
    private static func samples(_ asset: GoodAsset, _ codec: String) throws -> [[UInt8]] {
        try asset.files.filter { $0.key.hasPrefix("video/\(codec)/") && $0.key.hasSuffix("/1.m4s") }.sorted { $0.key < $1.key }
            .compactMap { _, bytes in
                try BoxReader.read(ByteSource(bytes)).first { $0.type == "mdat" }
                    .map { Array(bytes[Int($0.payloadRange.lowerBound)..<Int($0.payloadRange.upperBound)]) }
            }
    }

    private static func byteStreams(_ asset: GoodAsset) throws -> [[UInt8]] {
        try samples(asset, "h264").map { sample in
            var stream: [UInt8] = []
            for range in try lengthPrefixedRanges(in: sample.span.bytes, lengthSize: 4, structure: "H.264").prefix(8) {
                stream += [0, 0, 0, 1] + sample[range]
            }
            return stream
        }
    }
}

// MARK: - Boxes

extension Parser {
    private static let boxes = [
        Parser(name: "boxes", seeds: { $0.files(endingWith: "init.mp4") + $0.files(endingWith: "1.m4s") }) {
            _ = try? BoxDump.text(of: ByteSource($0))
            _ = try BoxReader.survey(ByteSource($0))
        },
        Parser(name: "sample tables", seeds: { $0.files(endingWith: "download.mp4") }) {
            for stbl in find("stbl", in: try BoxReader.survey(ByteSource($0)).boxes) { _ = try? SampleTableReader(stbl: stbl) }
        },
        Parser(name: "init segment", seeds: { $0.files(endingWith: "init.mp4") }) {
            _ = TrackHeaderReader.read($0, file: "init.mp4")
        },
        Parser(name: "H.264 segment", seeds: { segments($0, "video/h264/90p") }) { try readSegment($0, "video/h264/90p") },
        Parser(name: "HEVC segment", seeds: { segments($0, "video/hevc/90p") }) { try readSegment($0, "video/hevc/90p") },
        Parser(name: "AV1 segment", seeds: { segments($0, "video/av1/90p") }) { try readSegment($0, "video/av1/90p") },
    ]

    private static func find(_ type: FourCC, in boxes: [BoxNode]) -> [BoxNode] {
        boxes.flatMap { ($0.type == type ? [$0] : []) + find(type, in: $0.children) }
    }

    /// Each behind its init segment, so that both are damaged; a byte count says where the segment begins.
    private static func segments(_ asset: GoodAsset, _ track: String) -> [[UInt8]] {
        guard let header = asset.files["\(track)/init.mp4"], let segment = asset.files["\(track)/1.m4s"] else { return [] }
        return [withLength(header) + segment]
    }

    private static func withLength(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8(truncatingIfNeeded: bytes.count >> 8), UInt8(truncatingIfNeeded: bytes.count)] + bytes
    }

    private static func readSegment(_ bytes: [UInt8], _ track: String) throws {
        guard bytes.count > 2 else { return }
        let border = min(bytes.count, 2 + Int(bytes[0]) << 8 + Int(bytes[1]))
        guard let header = TrackHeaderReader.read(Array(bytes[2..<border]), file: "init.mp4").header else { return }
        var reader = SegmentReader(header: header)
        _ = reader.read(Array(bytes[border...]), file: "1.m4s")
        // A second time behind it, where decode times go on.
        _ = reader.read(Array(bytes[border...]), file: "2.m4s")
    }
}

// MARK: - Texts

extension Parser {
    private static let numbers = [
        "-1", "0", "1e400", "NaN", "99999999999999999999", "18446744073709551615", "0.0000000000000000001", "\u{301}", "\r\n",
        "\0",
    ]

    private static let texts = [
        Parser(
            name: "multivariant playlist", seeds: { $0.files(endingWith: "master.m3u8") },
            words: numbers + ["#EXT-X-STREAM-INF:", "BANDWIDTH=", ",", "\"", "RESOLUTION=1x1", "%zz", "../"]
        ) { _ = MultivariantPlaylist(parsing: $0, file: "master.m3u8") },
        Parser(
            name: "media playlist", seeds: { $0.files(endingWith: ".m3u8") },
            words: numbers + [
                "#EXTINF:", "#EXT-X-BYTERANGE:", "#EXT-X-TARGETDURATION:", "@", "#EXT-X-MAP:URI=\"", "#EXT-X-TILES:",
            ]
        ) { _ = MediaPlaylistParser.parse($0, file: "video/media.m3u8") },
        Parser(
            name: "MPD", seeds: { $0.files(endingWith: "manifest.mpd") },
            words: numbers + [
                "PT1E9S", "P99999999999Y", "<!DOCTYPE", "<![CDATA[", "&#x110000;", "&lt", "$Number%0999999d$", "r=\"-1\"", "<S ",
                "\"",
            ]
        ) { _ = try MPDReader.parse($0, file: "manifest.mpd") },
        Parser(
            name: "thumbnail cues", seeds: { $0.files(endingWith: "thumbnails.vtt") },
            words: numbers + [" --> ", "#xywh=", ":", "99:99:99.999", "WEBVTT"]
        ) { _ = ThumbnailCues(parsing: $0, file: "thumbnails/thumbnails.vtt") },
        Parser(
            name: "caption segment", seeds: { $0.files(endingWith: "/1.vtt") + $0.files(endingWith: "captions.vtt") },
            words: numbers + [" --> ", "X-TIMESTAMP-MAP=MPEGTS:", "LOCAL:", "NOTE", "\n\n"]
        ) { _ = CaptionText($0) },
        Parser(name: "JPEG", seeds: { $0.files(endingWith: ".jpg") }) { _ = JPEGHeader($0) },
        Parser(
            name: "caption file",
            seeds: {
                $0.files(endingWith: "captions.vtt") + [Array("1\n00:00:00,500 --> 00:00:01,500\n<i>Hi</i> {\\an8}\n\n2\n".utf8)]
            },
            words: numbers + [" --> ", "<", "</", "<c.", "&", "&lt;", "{\\", "}", "WEBVTT", "9999:99:99,999"]
        ) { _ = try CaptionFile.cues(of: $0) },
        Parser(
            name: "caption packet",
            seeds: { _ in [[0, 5] + Array("words".utf8), Array("0,0,Default,,0,0,0,,{\\b1}Eins{\\b0}, und\\Nzwei".utf8)] },
            words: ["{\\p1}", "\\N", ",,", "<", "&#"]
        ) { bytes in
            for codec in ["mov_text", "ass", "subrip", "webvtt"] {
                bytes.withUnsafeBytes { _ = CaptionFormat(codec: codec)?.text(of: $0) }
            }
        },
        Parser(
            name: "preset",
            seeds: { _ in PresetLibrary.names.compactMap { PresetLibrary.text(of: $0).map { Array($0.utf8) } } },
            words: numbers + [
                "ladder:", "- ", "&a [", "*a", "<<: *a", "!!binary ", "{", "}", "0x7fffffffffffffff", "9e99k", "~", "|", "\t",
            ]
        ) { _ = try PresetLibrary.load(contentsOf: String(decoding: $0, as: UTF8.self), file: "damaged.yaml") },
    ]
}

// MARK: - What workers send

extension Parser {
    private static let wire = [
        Parser(
            name: "frames of a worker", seeds: { $0.streams.map(beginning) },
            words: ["{\"", "\":", "null", "1e999", "[[["]
        ) { bytes in
            let source = Bytes(bytes)
            while let header = try source.nextHeader() {
                if case .source(let found) = try WorkerEvent(header, from: source) { try plan(found) }
            }
        },
        Parser(
            name: "source description", seeds: { $0.streams.compactMap(sourceFrame) },
            words: ["{\"", "\":", "null", "1e999", "true", "-9223372036854775808", "2147483647"]
        ) { try plan(try SourceInfo(wireBytes: $0)) },
    ]

    /// What came through the pipe and was found in range must not trip planning.
    private static func plan(_ source: SourceInfo) throws {
        for name in PresetLibrary.names {
            _ = try Planner.plan(source: source, preset: try PresetLibrary.named(name), version: "1")
        }
    }

    /// Whole frames, as many as fit.
    private static func beginning(of stream: [UInt8]) -> [UInt8] {
        let source = Bytes(stream)
        var whole = 0
        while whole < 20_000, let header = try? source.nextHeader(), (try? source.payload(header.length)) != nil {
            whole += FrameHeader.byteCount + header.length
        }
        return Array(stream.prefix(whole))
    }

    private static func sourceFrame(of stream: [UInt8]) -> [UInt8]? {
        let source = Bytes(stream)
        while let header = try? source.nextHeader() {
            guard let payload = try? source.payload(header.length) else { return nil }
            if header.kind == EventKind.source.rawValue { return payload }
        }
        return nil
    }

    /// A pipe that has been written to its end.
    private final class Bytes: FrameSource {
        private var rest: ArraySlice<UInt8>

        init(_ bytes: [UInt8]) { rest = bytes[...] }

        func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(IsolationError) -> Bool {
            if rest.isEmpty { return false }
            guard rest.count >= buffer.count else { throw .disconnected }
            buffer.copyBytes(from: rest.prefix(buffer.count))
            rest = rest.dropFirst(buffer.count)
            return true
        }
    }
}
