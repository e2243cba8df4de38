/// How an AAC track is decoded (ISO/IEC 14496-3 §1.6.2.1).
package struct AudioSpecificConfig: Hashable, Sendable {
    /// 2 is AAC-LC, 5 SBR (HE-AAC), 29 parametric stereo.
    package let audioObjectType: UInt8
    /// Of the core coder, in Hz.
    package let samplingFrequency: Int
    /// 0 where a program_config_element lists the channels.
    package let channelConfiguration: UInt8
    /// PCM samples a frame of the core coder: 1024, or 960 where frameLengthFlag is set.
    package let frameLength: Int

    package init(audioObjectType: UInt8 = 2, samplingFrequency: Int, channelConfiguration: UInt8) throws(BitstreamError) {
        guard (1...30).contains(audioObjectType) || (32...95).contains(audioObjectType) else {
            throw .invalid(structure: Self.structure, field: "audioObjectType")
        }
        guard (1..<1 << 24).contains(samplingFrequency) else {
            throw .invalid(structure: Self.structure, field: "samplingFrequency")
        }
        guard channelConfiguration < 16 else { throw .invalid(structure: Self.structure, field: "channelConfiguration") }
        self.audioObjectType = audioObjectType
        self.samplingFrequency = samplingFrequency
        self.channelConfiguration = channelConfiguration
        frameLength = 1024
    }

    /// Reads a config; extensions behind the core coder's part are left alone.
    package init(parsing bytes: [UInt8]) throws(BitstreamError) {
        var reader = BitReader(bytes, structure: Self.structure)
        audioObjectType = try Self.objectType(&reader)
        samplingFrequency = try Self.frequency(&reader)
        channelConfiguration = UInt8(try reader.bits(4))
        var core = audioObjectType
        if core == 5 || core == 29 {
            _ = try Self.frequency(&reader)  // extensionSamplingFrequency
            core = try Self.objectType(&reader)
        }
        // The object types coded by GASpecificConfig start with frameLengthFlag (§4.4.1).
        let isGeneralAudio = [1, 2, 3, 4, 6, 7, 17, 19, 20, 21, 22, 23].contains(core)
        let frameLengthFlag = isGeneralAudio ? try reader.flag() : false
        frameLength = frameLengthFlag ? 960 : 1024
    }

    /// The two bytes (five with an explicit frequency) of a plain GASpecificConfig with 1024-sample frames.
    package func serialized() -> [UInt8] {
        var value: UInt64 = 0
        var count = 0
        func put(_ bits: Int, _ width: Int) {
            value = value << UInt64(width) | UInt64(bits)
            count += width
        }
        if audioObjectType < 31 {
            put(Int(audioObjectType), 5)
        } else {
            put(31, 5)
            put(Int(audioObjectType) - 32, 6)
        }
        if let index = Self.frequencies.firstIndex(of: samplingFrequency) {
            put(index, 4)
        } else {
            put(15, 4)
            put(samplingFrequency, 24)
        }
        put(Int(channelConfiguration), 4)
        put(frameLength == 960 ? 1 : 0, 1)
        put(0, 2)  // dependsOnCoreCoder, extensionFlag
        let padding = (8 - count % 8) % 8
        put(0, padding)
        return (0..<count / 8).map { UInt8(truncatingIfNeeded: value >> UInt64(count - 8 - $0 * 8)) }
    }

    /// `mp4a.40.` and the object type (RFC 6381 §3.3).
    package var codecString: String { "mp4a.40.\(audioObjectType)" }

    /// Speakers of the channel configuration; nil for 0 and reserved values (table 1.19).
    package var channelCount: Int? {
        switch channelConfiguration {
        case 1...6: Int(channelConfiguration)
        case 7, 12, 14: 8
        case 11: 7
        case 13: 24
        default: nil
        }
    }

    private static let structure = "AudioSpecificConfig"
    private static let frequencies = [
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
    ]

    private static func objectType(_ reader: inout BitReader) throws(BitstreamError) -> UInt8 {
        let type = UInt8(try reader.bits(5))
        let full = type == 31 ? 32 + UInt8(try reader.bits(6)) : type
        guard full > 0 else { throw .invalid(structure: structure, field: "audioObjectType") }
        return full
    }

    private static func frequency(_ reader: inout BitReader) throws(BitstreamError) -> Int {
        let index = Int(try reader.bits(4))
        if index < frequencies.count { return frequencies[index] }
        guard index == 15 else { throw .invalid(structure: structure, field: "samplingFrequencyIndex") }
        let explicit = Int(try reader.bits(24))
        guard explicit > 0 else { throw .invalid(structure: structure, field: "samplingFrequency") }
        return explicit
    }
}
