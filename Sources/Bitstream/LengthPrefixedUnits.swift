/// Where the NAL units of a sample lie, each behind a big-endian length field of `lengthSize` bytes, 1 to 4, which is left out
/// (ISO/IEC 14496-15 §5.3.2, §8.3.2).
func lengthPrefixedRanges(in bytes: RawSpan, lengthSize: Int, structure: String) throws(BitstreamError) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var position = 0
    while position < bytes.byteCount {
        guard bytes.byteCount - position >= lengthSize else { throw .truncated("NALUnitLength field") }
        var length = 0
        for offset in 0..<lengthSize { length = length << 8 | Int(bytes.byte(at: position + offset)) }
        position += lengthSize
        guard length > 0 else { throw .invalid(structure: "\(structure) sample", field: "NALUnitLength") }
        guard bytes.byteCount - position >= length else { throw .truncated("\(structure) NAL unit") }
        ranges.append(position..<position + length)
        position += length
    }
    return ranges
}
