import Bitstream
import MediaCore
import Testing

/// 1280 × 720, Main profile, level 3.1, BT.709, by x265.
private let sps = hexadecimal(
    "42010101600000030090000003000003005da00280802d165959a4932bc05a808080f080000003008000000f04")
private let vps = hexadecimal("40010c01ffff01600000030090000003000003005d959809")
private let pps = hexadecimal("4401c172b42240")

private func hexadecimal(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

@Suite struct HEVCTests {
    @Test func readsMainProfileWithUsabilityInformation() throws {
        let set = try HEVCSequenceParameterSet(sps)
        #expect(set.profileTierLevel.general_profile_idc == 1)
        #expect(set.profileTierLevel.general_level_idc == 93)
        #expect(!set.profileTierLevel.general_tier_flag)
        #expect(set.resolution == Resolution(width: 1280, height: 720))
        #expect(set.codedSize == set.resolution)
        #expect(set.chroma_format_idc == 1 && set.bit_depth_luma == 8 && set.bit_depth_chroma == 8)
        #expect(set.sps_max_num_reorder_pics == 2)
        #expect(set.color == .bt709)
        #expect(set.sampleAspectRatio == Resolution(width: 1, height: 1))
    }

    @Test func buildsAndReadsTheRecord() throws {
        let record = try HEVCDecoderConfigurationRecord(vps: [vps], sps: [sps], pps: [pps])
        #expect(record.codecString == "hvc1.1.6.L93.90")
        let head = hexadecimal("0101600000009000000000005df000fcfdf8f800000f03a00001")
        #expect(record.serialized().starts(with: head))
        #expect(try HEVCDecoderConfigurationRecord(parsing: record.serialized()) == record)
        #expect(record.units(of: .pictureParameterSet) == [pps])
        #expect(throws: BitstreamError.self) { try HEVCDecoderConfigurationRecord(vps: [vps], sps: [sps], pps: [vps]) }
        #expect(throws: BitstreamError.self) { try HEVCDecoderConfigurationRecord(vps: [vps], sps: [sps], pps: []) }
    }

    /// ISO/IEC 14496-15 annex E.3.
    @Test func codecStringsDropZerosAndTurnFlagsAround() throws {
        var other = sps
        // Main 10, High tier, level 4, and no constraint flag: compatible with profiles 2 alone.
        other.replaceSubrange(3..<15, with: [0x22, 0x20, 0, 0, 3, 0, 0, 3, 0, 0, 3, 0])
        other.replaceSubrange(15..<18, with: [0, 3, 0, 120])
        let record = try? HEVCDecoderConfigurationRecord(vps: [vps], sps: [other], pps: [pps])
        #expect(record.map(\.codecString) == "hvc1.2.4.H120")
    }

    @Test func refusesEveryCutAndNeverTrapsOnDamage() throws {
        // The VUI is read up to its colour.
        for count in 0..<30 {
            #expect(throws: BitstreamError.self) { try HEVCSequenceParameterSet(Array(sps[..<count])) }
        }
        let record = try HEVCDecoderConfigurationRecord(vps: [vps], sps: [sps], pps: [pps]).serialized()
        for count in record.indices {
            #expect(throws: BitstreamError.self) { try HEVCDecoderConfigurationRecord(parsing: Array(record[..<count])) }
        }
        for offset in 2..<sps.count {
            for bit in 0..<8 {
                var damaged = sps
                damaged[offset] ^= 1 << UInt8(bit)
                _ = try? HEVCSequenceParameterSet(damaged)
            }
        }
    }

    @Test func splitsSamples() throws {
        let sample: [UInt8] = [0, 0, 0, 2, 0x26, 1, 0, 0, 0, 3, 0x02, 1, 9]
        let units = try HEVCNALUnit.split(lengthPrefixed: sample.span.bytes)
        #expect(units.map(\.range) == [4..<6, 10..<13])
        #expect(units.map(\.type.isIDR) == [true, false])
        let short: [UInt8] = [0, 0, 0, 1, 0x26]
        #expect(throws: BitstreamError.truncated("HEVC NAL unit")) {
            try HEVCNALUnit.split(lengthPrefixed: short.span.bytes)
        }
    }

    @Test func levelsHoldWhatTheTablesSay() {
        func needed(_ width: Int, _ height: Int, _ rate: Double) -> UInt8? {
            HEVCLevel.all.first { $0.holds(Resolution(width: width, height: height), framesPerSecond: rate) }?.general_level_idc
        }
        #expect(needed(1280, 720, 30) == 93)
        #expect(needed(1920, 1080, 30) == 120)
        #expect(needed(1920, 1080, 60) == 123)
        #expect(needed(3840, 2160, 60) == 153)
        // 4.1's area, but too wide for it.
        #expect(needed(8192, 256, 24) == 150)
    }
}
