import COpenSSL

/// AES-128 in cipher block chaining (NIST SP 800-38A §6.2), in place and whole blocks only. One thread.
package struct AESBlockChain: ~Copyable {
    package enum Direction: Sendable {
        case encrypt, decrypt
    }

    /// In bytes, of a block and of an initialization vector.
    package static let blockSize = 16

    private let context: CipherContext

    private init(adopting context: consuming CipherContext) { self.context = context }

    /// - Parameter key: 16 bytes.
    package static func open(_ direction: Direction, key: Secret) throws(CipherError) -> AESBlockChain {
        AESBlockChain(adopting: try CipherContext.open(EVP_aes_128_cbc(), key: key, encrypts: direction == .encrypt))
    }

    /// Begins a chain.
    package func start(vector: [UInt8]) throws(CipherError) { try context.restart(vector: vector) }

    /// Goes on with the chain where the call before ended.
    /// - Parameter range: a whole number of blocks.
    package func apply(to bytes: inout MutableRawSpan, in range: Range<Int>) throws(CipherError) {
        guard range.count % Self.blockSize == 0 else { throw .wrongLength(of: "text", found: range.count) }
        try context.apply(to: &bytes, in: range)
    }

    /// The same for one block of every `period`, from the first on; those between stay as they are.
    package func apply(to bytes: inout MutableRawSpan, in range: Range<Int>, onceIn period: Int) throws(CipherError) {
        guard range.count % Self.blockSize == 0 else { throw .wrongLength(of: "text", found: range.count) }
        let places = stride(from: range.lowerBound, to: range.upperBound, by: period * Self.blockSize)
        try context.apply(to: &bytes, blocksAt: places)
    }
}
