/// A NAL unit's bytes after its one-byte header, with the emulation prevention bytes taken out (ISO/IEC 14496-10 §7.3.1).
package func rawByteSequencePayload(of unit: RawSpan) -> [UInt8] {
    guard unit.byteCount > 1 else { return [] }
    var payload: [UInt8] = []
    payload.reserveCapacity(unit.byteCount - 1)
    var zeros = 0
    for offset in 1..<unit.byteCount {
        let byte = unit.byte(at: offset)
        if zeros >= 2, byte == 3 {
            zeros = 0
            continue
        }
        zeros = byte == 0 ? zeros + 1 : 0
        payload.append(byte)
    }
    return payload
}

/// Reads a header at the start of a unit and turns its length in the payload into bytes of the unit. Headers are short, so the
/// start of the unit is tried before the whole of it.
/// - Parameter read: the header's bytes in the payload that it is given.
func headerByteCount(
    in unit: RawSpan, _ read: ([UInt8]) throws(BitstreamError) -> Int
) throws(BitstreamError) -> Int {
    for usual in [32, 256] where unit.byteCount > usual {
        let start = unit.extracting(first: usual)
        do {
            return escapedByteCount(ofPayload: try read(rawByteSequencePayload(of: start)), in: start)
        } catch .truncated(_) {}
    }
    let count = try read(rawByteSequencePayload(of: unit))
    guard count < unit.byteCount else { throw .truncated("slice header") }
    return escapedByteCount(ofPayload: count, in: unit)
}

/// How many bytes of a unit, its one-byte header included, hold the first `count` bytes of its payload.
private func escapedByteCount(ofPayload count: Int, in unit: RawSpan) -> Int {
    var (position, taken, zeros) = (1, 0, 0)
    while taken < count, position < unit.byteCount {
        let byte = unit.byte(at: position)
        position += 1
        if zeros >= 2, byte == 3 {
            zeros = 0
            continue
        }
        zeros = byte == 0 ? zeros + 1 : 0
        taken += 1
    }
    return position
}
