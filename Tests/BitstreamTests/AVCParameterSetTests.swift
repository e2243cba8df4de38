import Bitstream
import MediaCore
import Testing

@Suite struct AVCParameterSetTests {
    @Test func readsHighProfileWithUsabilityInformation() throws {
        let sps = try AVCSequenceParameterSet(highProfileParameterSet)
        #expect(
            highProfileParameterSet.indices.dropLast(2).contains { Array(highProfileParameterSet[$0...$0 + 2]) == [0, 0, 3] })
        #expect(sps.profile_idc == 100)
        #expect(sps.constraint_flags == 0)
        #expect(sps.level_idc == 40)
        #expect(sps.max_num_ref_frames == 4)
        #expect(sps.resolution == Resolution(width: 1920, height: 1080))
        #expect(sps.codecString == "avc1.640028")
        let vui = try #require(sps.vui)
        #expect(vui.aspectRatio?.sar_width == 1)
        #expect(vui.aspectRatio?.sar_height == 1)
        #expect(vui.color == .bt709)
        #expect(vui.timing?.num_units_in_tick == 1)
        #expect(vui.timing?.time_scale == 50)
        #expect(vui.timing?.fixed_frame_rate_flag == true)
        #expect(vui.max_num_reorder_frames == 2)
        #expect(vui.max_dec_frame_buffering == 4)
    }

    @Test func readsInterlacedMainProfile() throws {
        let sps = try AVCSequenceParameterSet(interlacedParameterSet)
        #expect(!sps.frame_mbs_only_flag)
        #expect(sps.frame_height_in_mbs == 10)
        #expect(sps.resolution == Resolution(width: 176, height: 144))
        #expect(sps.codecString == "avc1.4d401e")
        #expect(sps.vui == nil)
    }

    @Test(arguments: [highProfileParameterSet, interlacedParameterSet])
    func refusesEveryCut(_ whole: [UInt8]) {
        for count in 0..<whole.count - 1 {
            #expect(throws: BitstreamError.self) { try AVCSequenceParameterSet(Array(whole[..<count])) }
        }
    }

    @Test func neverTrapsOnDamage() {
        for offset in 1..<highProfileParameterSet.count {
            for bit in 0..<8 {
                var damaged = highProfileParameterSet
                damaged[offset] ^= 1 << UInt8(bit)
                _ = try? AVCSequenceParameterSet(damaged)
            }
        }
        for byte in UInt8.min...UInt8.max { _ = try? AVCSequenceParameterSet([0x67] + Array(repeating: byte, count: 64)) }
    }

    /// ISO/IEC 14496-15 §5.3.3.1.2, byte by byte.
    @Test func buildsTheRecordOfAHighProfile() throws {
        let pps: [UInt8] = [0x68, 0xee, 0x3c, 0x80]
        let record = try AVCDecoderConfigurationRecord(
            sequenceParameterSets: [highProfileParameterSet], pictureParameterSets: [pps])
        let expected: [UInt8] =
            [1, 0x64, 0x00, 0x28, 0xff, 0xe1, 0, UInt8(highProfileParameterSet.count)] + highProfileParameterSet
            + [1, 0, 4] + pps + [0xfd, 0xf8, 0xf8, 0]
        #expect(record.serialized() == expected)
        #expect(record.codecString == "avc1.640028")
        #expect(try AVCDecoderConfigurationRecord(parsing: expected) == record)
        for count in 0..<expected.count - 4 {
            #expect(throws: BitstreamError.self) { try AVCDecoderConfigurationRecord(parsing: Array(expected[..<count])) }
        }
    }

    @Test func theRecordOfAMainProfileHasNoTrailer() throws {
        let record = try AVCDecoderConfigurationRecord(
            sequenceParameterSets: [interlacedParameterSet], pictureParameterSets: [[0x68, 1]])
        #expect(record.serialized().suffix(5) == [1, 0, 2, 0x68, 1])
    }

    @Test func refusesWhatIsNoParameterSet() {
        #expect(throws: BitstreamError.self) {
            try AVCDecoderConfigurationRecord(sequenceParameterSets: [], pictureParameterSets: [[0x68]])
        }
        #expect(throws: BitstreamError.self) {
            try AVCDecoderConfigurationRecord(
                sequenceParameterSets: [highProfileParameterSet], pictureParameterSets: [highProfileParameterSet])
        }
    }

    @Test func levelsHoldWhatTableA1Says() throws {
        let level40 = try #require(AVCLevel(level_idc: 40))
        #expect(level40.holds(widthInMacroblocks: 120, heightInMacroblocks: 68, framesPerSecond: 30))
        #expect(!level40.holds(widthInMacroblocks: 120, heightInMacroblocks: 68, framesPerSecond: 60))
        #expect(AVCLevel(level_idc: 42)?.holds(widthInMacroblocks: 120, heightInMacroblocks: 68, framesPerSecond: 60) == true)
        // 8192 macroblocks in a strip are longer than √(8 × 8192) = 256.
        #expect(!level40.holds(widthInMacroblocks: 257, heightInMacroblocks: 1, framesPerSecond: 1))
        #expect(AVCLevel(level_idc: 41)?.MaxMBPS == 245_760)
        #expect(AVCLevel(level_idc: 43) == nil)
    }
}
