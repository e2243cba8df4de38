import Bitstream
import MediaCore
import Testing

/// 1280 × 720, Main profile, level 3.1, BT.709, by SVT-AV1.
private let sequenceHeader: [UInt8] = [
    0x0a, 0x0e, 0x00, 0x00, 0x00, 0x2d, 0x4c, 0xff, 0xb3, 0xcf, 0xbf, 0x91, 0x01, 0x01, 0x01, 0x24,
]

@Suite struct AV1Tests {
    @Test func readsTheSequenceHeader() throws {
        let header = try AV1SequenceHeader(sequenceHeader)
        #expect(header.seq_profile == 0 && header.seq_level_idx == 5 && header.seq_tier == 0)
        #expect(header.resolution == Resolution(width: 1280, height: 720))
        #expect(header.bitDepth == 8 && !header.mono_chrome && header.subsampling_x && header.subsampling_y)
        #expect(header.chroma_sample_position == 1)
        #expect(header.color == .bt709)
    }

    @Test func buildsAndReadsTheRecord() throws {
        let record = try AV1CodecConfigurationRecord(sequenceHeader: sequenceHeader)
        #expect(record.codecString == "av01.0.05M.08")
        #expect(record.serialized() == [0x81, 0x05, 0x0d, 0x00] + sequenceHeader)
        #expect(try AV1CodecConfigurationRecord(parsing: record.serialized()) == record)
        #expect(throws: BitstreamError.self) { try AV1CodecConfigurationRecord(parsing: [0x01, 5, 13, 0]) }
    }

    @Test func refusesEveryCutAndNeverTrapsOnDamage() {
        for count in 0..<14 {
            var cut = Array(sequenceHeader[..<count])
            #expect(throws: BitstreamError.self) { try AV1SequenceHeader(cut) }
            if count > 1 {
                cut[1] = UInt8(count - 2)
                #expect(throws: BitstreamError.self) { try AV1SequenceHeader(cut) }
            }
        }
        for offset in sequenceHeader.indices {
            for bit in 0..<8 {
                var damaged = sequenceHeader
                damaged[offset] ^= 1 << UInt8(bit)
                _ = try? AV1SequenceHeader(damaged)
            }
        }
    }

    @Test func splitsTemporalUnits() throws {
        // Delimiter, sequence header, a shown key frame, and one without a size field.
        let unit: [UInt8] = [0x12, 0] + sequenceHeader + [0x32, 2, 0x10, 0xff] + [0x30, 0x30, 1]
        let units = try AV1OBU.split(unit.span.bytes)
        #expect(units.map(\.type) == [.temporalDelimiter, .sequenceHeader, .frame, .frame])
        #expect(units[1].range == 2..<18 && units[1].payload == 4..<18)
        #expect(units.map { $0.isShownKeyFrame(in: unit.span.bytes) } == [false, false, true, false])
        // An OBU of 200 bytes has a size field of two.
        let long: [UInt8] = [0x32, 0xc8, 0x01] + [UInt8](repeating: 0, count: 200)
        #expect(try AV1OBU.split(long.span.bytes).map(\.payload) == [3..<203])
        for broken: [UInt8] in [[0x92, 0], [0x32, 9, 1], [0x36], [0x32, 0x80]] {
            #expect(throws: BitstreamError.self) { try AV1OBU.split(broken.span.bytes) }
        }
    }

    @Test func levelsHoldWhatTheTableSays() {
        func needed(_ width: Int, _ height: Int, _ rate: Double) -> UInt8? {
            AV1Level.all.first { $0.holds(Resolution(width: width, height: height), framesPerSecond: rate) }?.seq_level_idx
        }
        #expect(needed(640, 360, 30) == 1)
        #expect(needed(1280, 720, 30) == 5)
        #expect(needed(1920, 1080, 30) == 8)
        #expect(needed(1920, 1080, 60) == 9)
        #expect(needed(3840, 2160, 60) == 13)
    }
}
