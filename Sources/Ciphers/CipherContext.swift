import COpenSSL

/// An `EVP_CIPHER_CTX` with its key schedule.
struct CipherContext: ~Copyable {
    let pointer: OpaquePointer

    private init(adopting pointer: OpaquePointer) { self.pointer = pointer }

    deinit { EVP_CIPHER_CTX_free(pointer) }

    /// - Parameter vector: of the cipher's length; nil where it is set before each run.
    static func open(
        _ cipher: OpaquePointer?, key: Secret, vector: [UInt8]? = nil, encrypts: Bool
    ) throws(CipherError) -> CipherContext {
        guard Int(EVP_CIPHER_get_key_length(cipher)) == key.count else { throw .wrongLength(of: "key", found: key.count) }
        guard let pointer = EVP_CIPHER_CTX_new() else { throw .failed(operation: "begin a cipher") }
        let context = CipherContext(adopting: pointer)
        EVP_CIPHER_CTX_set_flags(pointer, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW)
        let keyBytes = key.buffer.bindMemory(to: UInt8.self).baseAddress
        guard EVP_CipherInit_ex(pointer, cipher, nil, keyBytes, vector, encrypts ? 1 : 0) == 1 else {
            throw .failed(operation: "set a key")
        }
        EVP_CIPHER_CTX_set_padding(pointer, 0)
        return context
    }

    /// Begins anew under the same key.
    func restart(vector: [UInt8]) throws(CipherError) {
        guard vector.count == Int(EVP_CIPHER_CTX_get_iv_length(pointer)) else {
            throw .wrongLength(of: "initialization vector", found: vector.count)
        }
        guard EVP_CipherInit_ex(pointer, nil, nil, nil, vector, -1) == 1 else {
            throw .failed(operation: "set an initialization vector")
        }
    }

    /// Runs bytes through the cipher where they lie; of a block cipher, whole blocks.
    func apply(to bytes: inout MutableRawSpan, in range: Range<Int>) throws(CipherError) {
        let done = bytes.withUnsafeMutableBytes { buffer -> Bool in
            var position = range.lowerBound
            while position < range.upperBound {
                // Its counts are 32 bits wide.
                let step = min(range.upperBound - position, 1 << 30)
                let place = (buffer.baseAddress! + position).assumingMemoryBound(to: UInt8.self)
                var written: Int32 = 0
                guard EVP_CipherUpdate(pointer, place, &written, place, Int32(step)) == 1, written == step else { return false }
                position += step
            }
            return true
        }
        guard done else { throw .failed(operation: "encrypt or decrypt") }
    }
}
