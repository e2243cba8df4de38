extension AVCNALUnit {
    /// Units of a byte stream with three- or four-byte start codes (ISO/IEC 14496-10 annex B).
    /// Zero bytes that trail a unit belong to none; bytes before the first start code are refused.
    package static func split(annexB bytes: RawSpan) throws(BitstreamError) -> [AVCNALUnit] {
        var units: [AVCNALUnit] = []
        var unitStart: Int?
        var position = 0
        let end = bytes.byteCount
        while let code = startCode(in: bytes, from: position) {
            if let unitStart {
                appendUnit(from: unitStart, to: code, of: bytes, to: &units)
            } else if (0..<code).contains(where: { bytes.byte(at: $0) != 0 }) {
                throw .invalid(structure: "H.264 byte stream", field: "start_code_prefix_one_3bytes")
            }
            unitStart = code + 3
            position = code + 3
        }
        guard let unitStart else {
            guard end == 0 else { throw .invalid(structure: "H.264 byte stream", field: "start_code_prefix_one_3bytes") }
            return []
        }
        appendUnit(from: unitStart, to: end, of: bytes, to: &units)
        return units
    }

    /// Units of a sample as files hold it: each behind a big-endian length field of `lengthSize` bytes, 1 to 4
    /// (ISO/IEC 14496-15 §5.3.2).
    package static func split(lengthPrefixed bytes: RawSpan, lengthSize: Int = 4) throws(BitstreamError) -> [AVCNALUnit] {
        try lengthPrefixedRanges(in: bytes, lengthSize: lengthSize, structure: "H.264")
            .map { AVCNALUnit(range: $0, header: bytes.byte(at: $0.lowerBound)) }
    }

    /// Offset of the first 00 00 01 at or after `start`.
    private static func startCode(in bytes: RawSpan, from start: Int) -> Int? {
        var third = start + 2
        while third < bytes.byteCount {
            let byte = bytes.byte(at: third)
            if byte > 1 {
                third += 3
            } else if byte == 1, bytes.byte(at: third - 1) == 0, bytes.byte(at: third - 2) == 0 {
                return third - 2
            } else {
                third += 1
            }
        }
        return nil
    }

    private static func appendUnit(from start: Int, to limit: Int, of bytes: RawSpan, to units: inout [AVCNALUnit]) {
        var end = limit
        while end > start, bytes.byte(at: end - 1) == 0 { end -= 1 }
        guard end > start else { return }
        units.append(AVCNALUnit(range: start..<end, header: bytes.byte(at: start)))
    }
}
