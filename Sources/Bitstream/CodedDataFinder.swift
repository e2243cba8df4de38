import MediaCore

/// Finds what of a video track's samples may be encrypted: the slice data of AVC and HEVC behind the slice headers, and the tiles
/// of AV1 (ISO/IEC 23001-7 §9.5, §10.2; AV1 in ISOBMFF §4.3). Everything else has to stay readable to whoever carries the samples.
package struct CodedDataFinder {
    private enum Codec {
        case avc(AVCSliceHeader)
        case hevc(HEVCSliceHeader)
        case av1(AV1TileFinder)
    }

    private var codec: Codec
    private let lengthSize: Int

    /// - Parameter lengthSize: bytes of a NAL unit's length.
    /// - Throws: `unsupported` for a configuration that is not of video.
    package init(_ configuration: CodecConfiguration, lengthSize: Int = 4) throws(BitstreamError) {
        self.lengthSize = lengthSize
        switch configuration {
        case .avc(let sps, let pps): codec = .avc(try AVCSliceHeader(sps: sps, pps: pps))
        case .hevc(_, let sps, let pps): codec = .hevc(try HEVCSliceHeader(sps: sps, pps: pps))
        case .av1(let sequenceHeader): codec = .av1(try AV1TileFinder(sequenceHeader: sequenceHeader))
        case .aac: throw .unsupported(structure: "track", feature: "sound where a picture is due")
        }
    }

    /// Where coded data lie in a sample, in order and apart. Of AV1, samples must come in decoding order from a key frame on.
    package mutating func ranges(in sample: RawSpan) throws(BitstreamError) -> [Range<Int>] {
        switch codec {
        case .avc(let header):
            var ranges: [Range<Int>] = []
            for unit in try AVCNALUnit.split(lengthPrefixed: sample, lengthSize: lengthSize) {
                switch unit.type.rawValue {
                case 1, 5, 19:
                    let clear = try header.byteCount(in: sample.extracting(unit.range))
                    ranges.append(unit.range.lowerBound + clear..<unit.range.upperBound)
                case 2...4, 20, 21:
                    throw .unsupported(structure: "H.264 stream", feature: "data partitions or further views")
                default: break
                }
            }
            return ranges
        case .hevc(let header):
            var ranges: [Range<Int>] = []
            for unit in try HEVCNALUnit.split(lengthPrefixed: sample, lengthSize: lengthSize)
            where unit.type.isVideoCodingLayer {
                let clear = try header.byteCount(in: sample.extracting(unit.range))
                ranges.append(unit.range.lowerBound + clear..<unit.range.upperBound)
            }
            return ranges
        case .av1(var finder):
            let tiles = try finder.tiles(in: sample)
            codec = .av1(finder)
            return tiles
        }
    }
}
