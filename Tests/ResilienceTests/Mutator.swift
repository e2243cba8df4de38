/// Damages bytes, the same way for the same seed.
struct Mutator: Sendable {
    private var random: SplitMix64
    /// Words that mean something to the reader under test, put in here and there.
    private let words: [[UInt8]]

    init(seed: UInt64, words: [[UInt8]] = []) {
        random = SplitMix64(state: seed)
        self.words = words
    }

    /// A copy of `bytes` with one to eight wounds.
    ///
    /// - Parameter donor: what pieces are cut out of.
    mutating func mutated(_ bytes: [UInt8], donor: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...below(8) where !bytes.isEmpty { wound(&bytes, donor) }
        return bytes
    }

    /// A number from zero up to and without `bound`, which is above zero.
    mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

    private mutating func wound(_ bytes: inout [UInt8], _ donor: [UInt8]) {
        let place = place(in: bytes)
        switch below(10) {
        case 0: bytes[place] ^= 1 << UInt8(below(8))
        case 1: bytes[place] = UInt8(below(256))
        case 2: overwrite(&bytes, place, bigEndian(Self.numbers[below(Self.numbers.count)], count: [1, 2, 4, 8][below(4)]))
        case 3: bytes[place] &+= below(2) == 0 ? 1 : 255
        case 4: bytes.removeSubrange(place..<min(bytes.count, place + 1 + below(64)))
        case 5: bytes.insert(contentsOf: piece(of: donor), at: place)
        case 6: overwrite(&bytes, place, piece(of: donor))
        case 7: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 1 + below(256))], at: place)
        case 8 where !words.isEmpty:
            let word = words[below(words.count)]
            below(2) == 0 ? overwrite(&bytes, place, word) : bytes.insert(contentsOf: word, at: place)
        case 9 where below(4) == 0: bytes.removeSubrange(place...)
        default: overwrite(&bytes, place, [UInt8](repeating: [0, 0xff, 0x30][below(3)], count: 1 + below(32)))
        }
    }

    /// Headers and indices, which stand at both ends, are met more often than what lies between.
    private mutating func place(in bytes: [UInt8]) -> Int {
        let near = min(bytes.count, 512)
        return switch below(4) {
        case 0: below(near)
        case 1: bytes.count - 1 - below(near)
        default: below(bytes.count)
        }
    }

    private mutating func piece(of donor: [UInt8]) -> [UInt8] {
        guard !donor.isEmpty else { return [0] }
        let start = below(donor.count)
        return Array(donor[start..<min(donor.count, start + 1 + below(128))])
    }

    private func overwrite(_ bytes: inout [UInt8], _ place: Int, _ new: [UInt8]) {
        for (offset, byte) in new.enumerated() where place + offset < bytes.count { bytes[place + offset] = byte }
    }

    private func bigEndian(_ number: UInt64, count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * (count - 1 - $0))) }
    }

    /// Where arithmetic turns over.
    private static let numbers: [UInt64] = [
        0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff,
        0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, 0xffff_ffff_ffff_ffff,
    ]
}

/// Sebastiano Vigna's generator of 2015: a counter and a mixing function.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}
