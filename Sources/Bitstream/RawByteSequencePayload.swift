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
