/// Bytes from a text of bits; spaces are for the reader. The last byte is filled up with zeros.
func bytes(_ bits: String) -> [UInt8] {
    let digits = bits.filter { $0 == "0" || $0 == "1" }.map { UInt8($0 == "1" ? 1 : 0) }
    return stride(from: 0, to: digits.count, by: 8).map { start in
        (0..<8).reduce(UInt8(0)) { $0 << 1 | (start + $1 < digits.count ? digits[start + $1] : 0) }
    }
}

/// A NAL unit: its header byte, and the payload with emulation prevention bytes put in.
func unit(header: UInt8, _ payload: [UInt8]) -> [UInt8] {
    var unit = [header]
    var zeros = 0
    for byte in payload {
        if zeros == 2, byte <= 3 {
            unit.append(3)
            zeros = 0
        }
        unit.append(byte)
        zeros = byte == 0 ? zeros + 1 : 0
    }
    return unit
}

/// 1920x1080, High profile level 4.0, BT.709, 25 fps, built by hand from ISO/IEC 14496-10 §7.3.2.1.1 and annex E.1.1.
let highProfileParameterSet = unit(
    header: 0x67,
    bytes(
        """
        01100100 00000000 00101000 1   010 1 1 0 0
        1 011 00101 0   0000001111000 0000001000100 1 1
        1 1 1 1 00101
        1
        1 00000001  0  1 101 0 1 00000001 00000001 00000001  0
        1 00000000000000000000000000000001 00000000000000000000000000110010 1
        0 0 0
        1 1 1 1 0001100 0001100 011 00101
        1
        """))

/// 176x144 of fields (16 × 2 × 5 lines, cropped by 16), Baseline syntax, picture order count type 1, no VUI.
let interlacedParameterSet = unit(
    header: 0x67,
    bytes(
        """
        01001101 01000000 00011110 1
        1 010 0 1 010 011 1 00100  010 0
        0001011 00101 0 1 1
        1 1 1 1 00101
        0
        1
        """))
