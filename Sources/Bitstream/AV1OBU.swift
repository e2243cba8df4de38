/// obu_type of the AV1 specification §6.2.2.
package struct AV1OBUType: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let sequenceHeader = AV1OBUType(rawValue: 1)
    package static let temporalDelimiter = AV1OBUType(rawValue: 2)
    package static let frameHeader = AV1OBUType(rawValue: 3)
    static let tileGroup = AV1OBUType(rawValue: 4)
    package static let frame = AV1OBUType(rawValue: 6)
    static let redundantFrameHeader = AV1OBUType(rawValue: 7)
    package static let tileList = AV1OBUType(rawValue: 8)
    package static let padding = AV1OBUType(rawValue: 15)
}

/// Where one open bitstream unit lies in the bytes it was found in (AV1 §5.3).
package struct AV1OBU: Hashable, Sendable {
    /// Header and size field included.
    package let range: Range<Int>
    package let payload: Range<Int>
    package let type: AV1OBUType

    /// Units that follow each other; only the last may lack a size field.
    package static func split(_ bytes: RawSpan) throws(BitstreamError) -> [AV1OBU] {
        var units: [AV1OBU] = []
        var position = 0
        while position < bytes.byteCount {
            let start = position
            let header = bytes.byte(at: position)
            guard header & 0x80 == 0 else { throw .invalid(structure: structure, field: "obu_forbidden_bit") }
            position += header & 4 == 0 ? 1 : 2
            guard position <= bytes.byteCount else { throw .truncated(structure) }
            let size = header & 2 == 0 ? bytes.byteCount - position : try leb128(bytes, &position)
            guard size <= bytes.byteCount - position else { throw .truncated(structure) }
            let end = position + size
            units.append(AV1OBU(range: start..<end, payload: position..<end, type: AV1OBUType(rawValue: header >> 3 & 15)))
            position = end
        }
        return units
    }

    /// Whether it begins a frame that is a key frame and shown (frame_header_obu, §5.9.2). The sequence must not be of still
    /// pictures with a reduced header.
    /// - Parameter bytes: what the unit was split from.
    package func isShownKeyFrame(in bytes: RawSpan) -> Bool {
        guard type == .frame || type == .frameHeader, !payload.isEmpty else { return false }
        // show_existing_frame 0, frame_type 0 in two bits, show_frame 1.
        return bytes.byte(at: payload.lowerBound) >> 4 == 1
    }

    private static let structure = "AV1 open bitstream unit"

    private static func leb128(_ bytes: RawSpan, _ position: inout Int) throws(BitstreamError) -> Int {
        var value = 0
        for index in 0..<8 {
            guard position < bytes.byteCount else { throw .truncated(structure) }
            let byte = bytes.byte(at: position)
            position += 1
            value |= Int(byte & 0x7f) << (7 * index)
            if byte & 0x80 == 0 { return value }
        }
        throw .invalid(structure: structure, field: "obu_size")
    }
}
