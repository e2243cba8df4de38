import Bitstream
import Testing

@Suite struct AudioSpecificConfigTests {
    /// AAC-LC at 48 kHz in stereo is 00010 0011 0010 000: the well-known 11 90.
    @Test func buildsAndReadsLowComplexity() throws {
        let config = try AudioSpecificConfig(samplingFrequency: 48_000, channelConfiguration: 2)
        #expect(config.serialized() == [0x11, 0x90])
        #expect(config.codecString == "mp4a.40.2")
        #expect(try AudioSpecificConfig(parsing: [0x11, 0x90]) == config)
        #expect(try AudioSpecificConfig(parsing: [0x12, 0x10]).samplingFrequency == 44_100)
    }

    /// What FFmpeg's encoder writes: the same and an explicit "no SBR" behind it.
    @Test func leavesExtensionsAlone() throws {
        let config = try AudioSpecificConfig(parsing: [0x11, 0x90, 0x56, 0xe5, 0x00])
        #expect(config.audioObjectType == 2)
        #expect(config.channelCount == 2)
        #expect(config.frameLength == 1024)
    }

    @Test func readsExplicitFrequencies() throws {
        let explicit = bytes("00010 1111 000000001011101110000001 0110 1 0 0")
        let config = try AudioSpecificConfig(parsing: explicit)
        #expect(config.samplingFrequency == 48_001)
        #expect(config.channelCount == 6)
        #expect(config.frameLength == 960)
        #expect(config.serialized() == explicit)
    }

    @Test func readsEscapedObjectTypes() throws {
        let usac = try AudioSpecificConfig(parsing: bytes("11111 001010 0011 0010"))
        #expect(usac.audioObjectType == 42)
        #expect(usac.codecString == "mp4a.40.42")
    }

    @Test(arguments: [[], [0x11], [0x00, 0x90], [0x17, 0x80, 0, 0, 0], [0x16, 0x90]] as [[UInt8]])
    func refusesDamage(_ config: [UInt8]) {
        #expect(throws: BitstreamError.self) { try AudioSpecificConfig(parsing: config) }
    }
}
