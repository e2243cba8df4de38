import CMAF
import Ciphers
import ISOBMFF
import MediaCore
import Testing

@testable import CommonEncryption

@Suite struct KeyPeriodTests {
    private func keys(_ count: Int) throws -> [TrackKey] {
        try (0..<count).map {
            TrackKey(id: KeyID(bytes: [UInt8](repeating: UInt8($0 + 1), count: 16)), secret: try Secret.random(count: 16))
        }
    }

    @Test func `periods follow each other and the lead is clear`() throws {
        var encryption = TrackEncryption(scheme: .cbcs, keys: try keys(3), nonce: try TrackNonce.generation(tracks: 1)[0])
        encryption.segmentsPerKey = 4
        encryption.clearSegments = 2
        let periods = try (1...12).map { number in try encryption.key(ofSegment: number).map { $0.id.bytes[0] } }
        #expect(periods == [nil, nil, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3])
        #expect(throws: EncryptionError.noKey(segment: 13)) { try encryption.key(ofSegment: 13) }
        #expect(TrackEncryption.periods(segments: 12, segmentsPerKey: 4) == 3)
        #expect(TrackEncryption.periods(segments: 13, segmentsPerKey: 4) == 4)
        #expect(TrackEncryption.periods(segments: 13, segmentsPerKey: nil) == 1)
        #expect(TrackEncryption.periods(segments: 0, segmentsPerKey: 4) == 1)
    }

    @Test(arguments: [ProtectionScheme.cenc, .cbcs]) func `fragments under another key, or none, say so`(
        _ scheme: ProtectionScheme
    ) throws {
        var encryption = TrackEncryption(scheme: scheme, keys: try keys(2), nonce: try TrackNonce.generation(tracks: 1)[0])
        encryption.segmentsPerKey = 2
        encryption.clearSegments = 1
        let encryptor = try FragmentEncryptor(encryption, video: nil)
        for (number, expected) in [(1, UInt8(0)), (2, nil), (3, 2)] as [(Int, UInt8?)] {
            var fragment = try Fragment(sequenceNumber: UInt32(number), trackNumber: 1, baseDecodeTime: 0)
            let bytes = [UInt8](repeating: 9, count: 64)
            try fragment.append(SampleTiming(decodeTime: 0, duration: 1024, isSync: true), payload: bytes[...])
            try encryptor.encrypt(&fragment, ofSegment: number)
            #expect((fragment.payload == bytes) == (number == 1))
            #expect((fragment.encryption == nil) == (number == 1))
            #expect(fragment.exception?.default_KID.first == expected)
            #expect(fragment.exception?.isProtected == (expected.map { $0 != 0 }))
            var segment = Segment()
            try segment.append(fragment)
            let types = try BoxReader.read(ByteSource(segment.serialized().bytes)).first(along: ["moof", "traf"])?.children.map(
                \.type.description)
            let groups = expected == nil ? [] : ["sgpd", "sbgp"]
            #expect(types == ["tfhd", "tfdt", "trun"] + groups + (number == 1 ? [] : ["senc", "saiz", "saio"]))
        }
        #expect(encryptor.account.samples == 3 && encryptor.account.protectedSamples == 2)
        #expect(encryptor.account.bytes == 192 && encryptor.account.protectedBytes == 128)
    }
}

@Suite struct SegmentEncryptionTests {
    private let key = TrackKey(id: KeyID("00112233445566778899aabbccddeeff")!, secret: Secret([UInt8](0..<16)))

    @Test(arguments: [0, 1, 15, 16, 17, 1000]) func `a file opens again and has one block more at most`(_ count: Int) throws {
        let protector = try TrackProtector(
            TrackEncryption(scheme: .aes128, keys: [key], nonce: try TrackNonce.generation(tracks: 1)[0]), video: nil)
        let plain = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let file = try protector.finish([Array(plain.prefix(7)), Array(plain.dropFirst(7))], ofSegment: 1)
        let bytes = file.pieces.flatMap { $0 }
        let vector = try #require(file.opening?.vector)
        #expect(vector.count == 16 && bytes.count == (count / 16 + 1) * 16)
        var opened = bytes
        let cipher = try AESBlockChain.open(.decrypt, key: key.secret)
        try cipher.start(vector: vector)
        var span = opened.mutableSpan
        var raw = span.mutableBytes
        try cipher.apply(to: &raw, in: 0..<raw.byteCount)
        let padding = bytes.count - count
        #expect(opened == plain + [UInt8](repeating: UInt8(padding), count: padding))
        // Fresh for each segment (K3).
        #expect(try protector.finish([plain], ofSegment: 2).opening?.vector != vector)
    }

    @Test func `a million vectors differ`() throws {
        var seen: Set<[UInt8]> = []
        for _ in 0..<1_000_000 { seen.insert(try randomBytes(16)) }
        #expect(seen.count == 1_000_000)
    }
}
