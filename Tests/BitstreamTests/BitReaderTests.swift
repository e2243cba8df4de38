import Bitstream
import Testing

@Suite struct BitReaderTests {
    /// ISO/IEC 14496-10 table 9-2.
    @Test func readsExponentialGolombCodes() throws {
        var reader = BitReader(bytes("1 010 011 00100 00101 00110 00111 0001000"), structure: "test")
        for expected in UInt32(0)...7 { #expect(try reader.ue("code") == expected) }
        var signed = BitReader(bytes("1 010 011 00100 00101"), structure: "test")
        for expected in [Int32(0), 1, -1, 2, -2] { #expect(try signed.se("code") == expected) }
    }

    @Test func readsTheLargestCodeAndRefusesLonger() throws {
        let zeros = String(repeating: "0", count: 31)
        var largest = BitReader(bytes(zeros + "1" + String(repeating: "1", count: 31)), structure: "test")
        #expect(try largest.ue("code") == 0xffff_fffe)
        var longer = BitReader(bytes(zeros + "00" + "1"), structure: "test")
        #expect(throws: BitstreamError.invalid(structure: "test", field: "code")) { try longer.ue("code") }
    }

    @Test func readsAcrossBytes() throws {
        var reader = BitReader([0b1010_0101, 0xff, 0x00, 0x80, 0x01], structure: "test")
        #expect(try reader.bits(3) == 0b101)
        #expect(try reader.bits(32) == 0b00101_11111111_00000000_10000000_000)
        #expect(reader.bitsLeft == 5)
        #expect(throws: BitstreamError.truncated("test")) { try reader.bits(6) }
        #expect(try reader.bits(5) == 1)
    }
}
