import Ciphers
import Testing

/// NIST SP 800-38A appendix F, the AES-128 examples: four blocks under one key.
@Suite struct BlockModeVectorTests {
    private let key = Secret(hex("2b7e151628aed2a6abf7158809cf4f3c"))
    private let plain = hex(
        """
        6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51
        30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710
        """)
    private let counterText = hex(
        """
        874d6191b620e3261bef6864990db6ce 9806f66b7970fdff8617187bb9fffdff
        5ae4df3edbd5d35e5b4f09020db03eab 1e031dda2fbe03d1792170a0f3009cee
        """)
    private let chainText = hex(
        """
        7649abac8119b246cee98e9b12e9197d 5086cb9b507219ee95db113a917678b2
        73bed6b8e3c1743b7116e69e22229516 3ff1caa1681fac09120eca307586e1a7
        """)
    private let vector = hex("000102030405060708090a0b0c0d0e0f")

    @Test(arguments: [[64], [16, 48], [1, 2, 13, 17, 31], [0, 64]]) func `counter mode, in pieces`(_ pieces: [Int]) throws {
        let cipher = try AESCounter.open(key: key)
        try cipher.start(counterBlock: hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"))
        var bytes = plain
        var position = 0
        var span = bytes.mutableSpan
        var raw = span.mutableBytes
        for piece in pieces {
            try cipher.apply(to: &raw, in: position..<(position + piece))
            position += piece
        }
        #expect(bytes == counterText)
    }

    @Test func `counter mode decrypts, and again from its start`() throws {
        let cipher = try AESCounter.open(key: key)
        for _ in 0..<2 {
            try cipher.start(counterBlock: hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"))
            var bytes = counterText
            var span = bytes.mutableSpan
            var raw = span.mutableBytes
            try cipher.apply(to: &raw, in: 0..<64)
            #expect(bytes == plain)
        }
    }

    @Test(arguments: [[64], [16, 48], [0, 32, 32]]) func `block chaining both ways, in pieces`(_ pieces: [Int]) throws {
        for (direction, from, to) in [(AESBlockChain.Direction.encrypt, plain, chainText), (.decrypt, chainText, plain)] {
            let cipher = try AESBlockChain.open(direction, key: key)
            try cipher.start(vector: vector)
            var bytes = from
            var position = 0
            var span = bytes.mutableSpan
            var raw = span.mutableBytes
            for piece in pieces {
                try cipher.apply(to: &raw, in: position..<(position + piece))
                position += piece
            }
            #expect(bytes == to)
        }
    }

    @Test func `wrong lengths are refused`() throws {
        #expect(throws: CipherError.wrongLength(of: "key", found: 24)) {
            _ = try AESCounter.open(key: Secret([UInt8](repeating: 0, count: 24)))
        }
        let cipher = try AESBlockChain.open(.encrypt, key: key)
        #expect(throws: CipherError.wrongLength(of: "initialization vector", found: 8)) {
            try cipher.start(vector: [UInt8](repeating: 0, count: 8))
        }
        try cipher.start(vector: vector)
        var bytes = plain
        var span = bytes.mutableSpan
        var raw = span.mutableBytes
        #expect(throws: CipherError.wrongLength(of: "text", found: 17)) { try cipher.apply(to: &raw, in: 0..<17) }
    }
}

@Suite struct KeyWrapVectorTests {
    /// RFC 3394 §4.1 to §4.6: the key under which, what is wrapped, the result.
    @Test(arguments: [
        (
            "000102030405060708090A0B0C0D0E0F", "00112233445566778899AABBCCDDEEFF",
            "1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5"
        ),
        (
            "000102030405060708090A0B0C0D0E0F1011121314151617", "00112233445566778899AABBCCDDEEFF",
            "96778B25AE6CA435F92B5B97C050AED2468AB8A17AD84E5D"
        ),
        (
            "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", "00112233445566778899AABBCCDDEEFF",
            "64E8C3F9CE0F5BA263E9777905818A2A93C8191E7D6E8AE7"
        ),
        (
            "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
            "00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F",
            "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21"
        ),
    ]) func `key wrap`(_ key: String, _ secret: String, _ wrapped: String) throws {
        let key = Secret(hex(key))
        #expect(try KeyWrap.wrap(Secret(hex(secret)), under: key) == hex(wrapped))
        #expect(try KeyWrap.unwrap(hex(wrapped), under: key) == Secret(hex(secret)))
        for index in hex(wrapped).indices {
            var changed = hex(wrapped)
            changed[index] ^= 1
            #expect(throws: CipherError.notAuthentic) { _ = try KeyWrap.unwrap(changed, under: key) }
        }
    }

    /// GCM test case 14 of McGrew and Viega's specification: a zero key, nonce and block.
    @Test func `a sealed key opens under its key and in its context only`() throws {
        let zero = Secret([UInt8](repeating: 0, count: 32))
        let sealed = [UInt8](repeating: 0, count: 12) + hex("cea7403d4d606b6e074ec5d3baf39d18 d0d1c8a799996bf0265b98b5d48ab919")
        #expect(try KeyWrap.open(sealed, under: zero, context: []) == Secret([UInt8](repeating: 0, count: 16)))

        let (key, secret) = (try Secret.random(count: 32), try Secret.random(count: 16))
        let own = try KeyWrap.seal(secret, under: key, context: Array("asset".utf8))
        #expect(own.count == 12 + 16 + 16)
        #expect(try KeyWrap.seal(secret, under: key, context: Array("asset".utf8)) != own)
        #expect(try KeyWrap.open(own, under: key, context: Array("asset".utf8)) == secret)
        #expect(throws: CipherError.notAuthentic) { _ = try KeyWrap.open(own, under: key, context: Array("other".utf8)) }
        #expect(throws: CipherError.notAuthentic) { _ = try KeyWrap.open(own, under: zero, context: Array("asset".utf8)) }
        for index in own.indices {
            var changed = own
            changed[index] ^= 0x80
            #expect(throws: CipherError.notAuthentic) { _ = try KeyWrap.open(changed, under: key, context: Array("asset".utf8)) }
        }
        for count in 0..<own.count {
            #expect(throws: CipherError.notAuthentic) {
                _ = try KeyWrap.open(Array(own.prefix(count)), under: key, context: Array("asset".utf8))
            }
        }
    }

    @Test func `keys of a wrong length are refused`() throws {
        let short = Secret([1, 2, 3])
        #expect(throws: CipherError.wrongLength(of: "key", found: 3)) { _ = try KeyWrap.seal(short, under: short, context: []) }
        #expect(throws: CipherError.wrongLength(of: "key", found: 3)) {
            _ = try KeyWrap.wrap(Secret([UInt8](repeating: 0, count: 16)), under: short)
        }
        #expect(throws: CipherError.wrongLength(of: "key to wrap", found: 3)) {
            _ = try KeyWrap.wrap(short, under: Secret([UInt8](repeating: 0, count: 16)))
        }
    }
}

@Suite struct SecretTests {
    @Test func `nothing that prints shows a secret`() {
        let secret = Secret(Array("canarycanary1234".utf8))
        var dumped = ""
        dump(secret, to: &dumped)
        dump(Optional(secret) as Any, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped, "\([secret])"] {
            #expect(!text.contains("canary") && !text.contains("99, 97") && !text.contains("63"), "\(text)")
        }
    }

    @Test func `secrets compare by every byte`() throws {
        let bytes = Array(0..<16 as Range<UInt8>)
        #expect(Secret(bytes) == Secret(bytes))
        #expect(Secret(bytes) != Secret(bytes.dropLast()))
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 1
            #expect(Secret(bytes) != Secret(other))
        }
        #expect(Secret([]) == Secret([]))
    }

    /// K1: keys never repeat.
    @Test func `a million random keys differ`() throws {
        var seen: Set<[UInt8]> = []
        for _ in 0..<1_000_000 { seen.insert(try Secret.random(count: 16).copiedBytes) }
        #expect(seen.count == 1_000_000)
    }
}
