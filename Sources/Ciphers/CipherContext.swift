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
                guard update(UnsafeMutableRawBufferPointer(rebasing: buffer[position..<position + step])) else { return false }
                position += step
            }
            return true
        }
        guard done else { throw .failed(operation: "encrypt or decrypt") }
    }

    /// Runs blocks of 16 bytes that lie apart through a block cipher as if they lay together. They are brought together: a call for
    /// each would cost more than its encryption.
    /// - Parameter places: of the blocks' first bytes.
    func apply(to bytes: inout MutableRawSpan, blocksAt places: StrideTo<Int>) throws(CipherError) {
        typealias Block = SIMD16<UInt8>
        let size = MemoryLayout<Block>.size
        let done = bytes.withUnsafeMutableBytes { buffer in
            withUnsafeTemporaryAllocation(byteCount: 64 * size, alignment: size) { together in
                var (taken, returned) = (places.makeIterator(), places.makeIterator())
                while true {
                    var end = 0
                    while end < together.count, let place = taken.next() {
                        together.storeBytes(
                            of: buffer.loadUnaligned(fromByteOffset: place, as: Block.self), toByteOffset: end, as: Block.self)
                        end += size
                    }
                    if end == 0 { return true }
                    guard update(UnsafeMutableRawBufferPointer(rebasing: together[..<end])) else { return false }
                    for start in stride(from: 0, to: end, by: size) {
                        buffer.storeBytes(
                            of: together.load(fromByteOffset: start, as: Block.self), toByteOffset: returned.next()!,
                            as: Block.self)
                    }
                }
            }
        }
        guard done else { throw .failed(operation: "encrypt or decrypt") }
    }

    private func update(_ bytes: UnsafeMutableRawBufferPointer) -> Bool {
        let place = bytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
        var written: Int32 = 0
        return EVP_CipherUpdate(pointer, place, &written, place, Int32(bytes.count)) == 1 && written == bytes.count
    }
}
