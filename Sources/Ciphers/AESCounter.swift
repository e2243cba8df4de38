import COpenSSL

/// AES-128 in counter mode (NIST SP 800-38A §6.5), in place; decrypting is the same work. One thread.
package struct AESCounter: ~Copyable {
    private let context: CipherContext

    private init(adopting context: consuming CipherContext) { self.context = context }

    /// - Parameter key: 16 bytes.
    package static func open(key: Secret) throws(CipherError) -> AESCounter {
        AESCounter(adopting: try CipherContext.open(EVP_aes_128_ctr(), key: key, encrypts: true))
    }

    /// Begins a key stream. No two may ever share a counter block under one key.
    /// - Parameter counterBlock: the first, 16 bytes.
    package func start(counterBlock: [UInt8]) throws(CipherError) { try context.restart(vector: counterBlock) }

    /// Goes on with the key stream where the call before ended.
    package func apply(to bytes: inout MutableRawSpan, in range: Range<Int>) throws(CipherError) {
        try context.apply(to: &bytes, in: range)
    }
}
