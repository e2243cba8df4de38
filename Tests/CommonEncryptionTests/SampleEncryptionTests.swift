import CMAF
import Ciphers
import ISOBMFF
import MediaCore
import Testing

@testable import CommonEncryption

/// What the standard says of a sample's bytes, worked out here block by block with no code of the encryptor's.
@Suite struct SampleEncryptionTests {
    private static let key = TrackKey(
        id: KeyID("00112233-4455-6677-8899-aabbccddeeff")!, secret: Secret([UInt8](0..<16)))

    /// AES-128 of one block, through chained blocks with a zero vector.
    private func block(_ bytes: [UInt8], xor mask: [UInt8]) throws -> [UInt8] {
        let cipher = try AESBlockChain.open(.encrypt, key: Self.key.secret)
        try cipher.start(vector: mask)
        var block = bytes
        var span = block.mutableSpan
        var raw = span.mutableBytes
        try cipher.apply(to: &raw, in: 0..<16)
        return block
    }

    /// Counter mode by hand: the block after block of the key stream is the cipher of the counter.
    private func counter(_ bytes: [UInt8], vector: [UInt8], from first: Int) throws -> [UInt8] {
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            let number = UInt64((first + index) / 16)
            let stream = try block(
                vector + withUnsafeBytes(of: number.bigEndian) { Array($0) }, xor: [UInt8](repeating: 0, count: 16))
            result.append(byte ^ stream[(first + index) % 16])
        }
        return result
    }

    private func encryption(_ scheme: ProtectionScheme) throws -> TrackEncryption {
        TrackEncryption(scheme: scheme, keys: [Self.key], nonce: try TrackNonce.generation(tracks: 1)[0])
    }

    private func fragment(_ samples: [[UInt8]], sequenceNumber: UInt32 = 1) throws -> Fragment {
        var fragment = try Fragment(sequenceNumber: sequenceNumber, trackNumber: 1, baseDecodeTime: 0)
        for sample in samples {
            try fragment.append(
                SampleTiming(decodeTime: fragment.endDecodeTime, duration: 1024, isSync: true), payload: sample[...])
        }
        return fragment
    }

    private static let frames = [1, 15, 16, 17, 33, 160, 401].map { count in
        (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + count) }
    }

    @Test func `sound in counter mode is encrypted whole, each frame under its own vector`() throws {
        let encryption = try encryption(.cenc)
        var fragment = try fragment(Self.frames)
        let encryptor = try FragmentEncryptor(encryption, video: nil)
        try encryptor.encrypt(&fragment, ofSegment: 1)
        let box = try #require(fragment.encryption)
        #expect(!box.hasSubsamples && box.samples.count == Self.frames.count)
        #expect(Set(box.samples.map(\.InitializationVector)).count == Self.frames.count)
        var position = 0
        for (frame, sample) in zip(Self.frames, box.samples) {
            #expect(sample.InitializationVector.count == 8 && sample.subsamples.isEmpty)
            let found = Array(fragment.payload[position..<position + frame.count])
            #expect(try found == counter(frame, vector: sample.InitializationVector, from: 0))
            position += frame.count
        }
        #expect(encryptor.account.protectedSamples == Self.frames.count && encryptor.account.protectedBytes == position)
    }

    @Test func `sound in chained blocks leaves the odd bytes of each frame and begins each anew`() throws {
        let encryption = try encryption(.cbcs)
        var fragment = try fragment(Self.frames)
        try FragmentEncryptor(encryption, video: nil).encrypt(&fragment, ofSegment: 1)
        var position = 0
        for frame in Self.frames {
            var expected: [UInt8] = []
            var mask = encryption.nonce.constantVector
            for start in stride(from: 0, to: frame.count - frame.count % 16, by: 16) {
                mask = try block(Array(frame[start..<start + 16]), xor: mask)
                expected += mask
            }
            expected += frame.suffix(frame.count % 16)
            #expect(Array(fragment.payload[position..<position + frame.count]) == expected)
            position += frame.count
        }
    }
}

@Suite struct SubsampleMapTests {
    private func clear(_ map: SubsampleMap) -> [Int] { map.subsamples.map { Int($0.BytesOfClearData) } }
    private func protected(_ map: SubsampleMap) -> [Int] { map.subsamples.map { Int($0.BytesOfProtectedData) } }

    @Test func `counter mode's odd bytes stay in the clear part before`() {
        let map = SubsampleMap([20..<100, 110..<200], sampleSize: 200, wholeBlocks: true)
        #expect(map.protected == [20..<100, 120..<200])
        #expect(clear(map) == [20, 20] && protected(map) == [80, 80])
        let odd = SubsampleMap([7..<100], sampleSize: 103, wholeBlocks: true)
        #expect(odd.protected == [20..<100] && clear(odd) == [20, 3] && protected(odd) == [80, 0])
    }

    @Test func `a pattern begins with the first byte of slice data`() {
        let map = SubsampleMap([7..<100, 104..<140], sampleSize: 140, wholeBlocks: false)
        #expect(map.protected == [7..<100, 104..<140])
        #expect(clear(map) == [7, 4] && protected(map) == [93, 36])
    }

    @Test func `slices below a block stay clear`() {
        for wholeBlocks in [true, false] {
            let map = SubsampleMap([5..<20, 30..<45], sampleSize: 45, wholeBlocks: wholeBlocks)
            #expect(map.protected.isEmpty && clear(map) == [45] && protected(map) == [0])
        }
        let exact = SubsampleMap([5..<21], sampleSize: 21, wholeBlocks: true)
        #expect(exact.protected == [5..<21])
    }

    @Test(arguments: [65535, 65536, 131_070, 131_071, 200_000]) func `long clear runs are split`(_ length: Int) {
        let map = SubsampleMap([length..<length + 32], sampleSize: length + 32, wholeBlocks: true)
        #expect(clear(map).reduce(0, +) == length && protected(map).reduce(0, +) == 32)
        #expect(protected(map).dropLast().allSatisfy { $0 == 0 } && clear(map).allSatisfy { $0 <= 65535 })
        #expect(map.subsamples.count == max(1, (length + 65534) / 65535))
    }

    /// Every layout adds up, and nothing but whole blocks of coded data is protected in counter mode.
    @Test func `any layout adds up`() {
        for _ in 0..<20_000 {
            var ranges: [Range<Int>] = []
            var end = Int.random(in: 0...80)
            for _ in 0..<Int.random(in: 0...6) {
                let start = end + Int.random(in: 0...40)
                end = start + Int.random(in: 1...200)
                ranges.append(start..<end)
            }
            let size = end + Int.random(in: 0...20)
            for wholeBlocks in [true, false] {
                let map = SubsampleMap(ranges, sampleSize: size, wholeBlocks: wholeBlocks)
                #expect(clear(map).reduce(0, +) + protected(map).reduce(0, +) == size)
                for run in map.protected {
                    #expect(ranges.contains { $0.upperBound == run.upperBound && $0.lowerBound <= run.lowerBound })
                    #expect(!wholeBlocks || run.count % 16 == 0)
                }
                #expect(map.protected.count == ranges.count { $0.count >= 16 })
            }
        }
    }
}

@Suite struct NonceTests {
    @Test func `no vector repeats in an asset`() throws {
        var seen: Set<[UInt8]> = []
        var count = 0
        for nonce in try TrackNonce.generation(tracks: 40) {
            for fragment in [1, 2, 3, 1000, (1 << 20) - 1] as [UInt32] {
                for sample in 0..<500 {
                    seen.insert(try nonce.vector(fragment: fragment, sample: sample))
                    count += 1
                }
            }
        }
        #expect(seen.count == count)
    }

    @Test func `generations differ, and so do constant vectors`() throws {
        var vectors: Set<[UInt8]> = []
        var constants: Set<[UInt8]> = []
        for _ in 0..<1000 {
            for nonce in try TrackNonce.generation(tracks: 3) {
                constants.insert(nonce.constantVector)
                vectors.insert(try nonce.vector(fragment: 1, sample: 0))
            }
        }
        // 24 random bits: of 1000 generations, three in a hundred runs share one.
        #expect(constants.count == 3000 && vectors.count >= 2990)
    }

    @Test func `what does not fit is refused`() throws {
        let nonce = try TrackNonce.generation(tracks: 1)[0]
        #expect(throws: EncryptionError.self) { try nonce.vector(fragment: 1 << 20, sample: 0) }
        #expect(throws: EncryptionError.self) { try nonce.vector(fragment: 1, sample: 1 << 12) }
        #expect(throws: EncryptionError.self) { try TrackNonce.generation(tracks: 257) }
    }
}
