import COpenSSL

/// Bytes that must not leak: a key. They are erased when the last owner lets go, and neither text nor a mirror of this value
/// shows them. Any thread.
package final class Secret: @unchecked Sendable {
    // The memory is written before init returns and never again until deinit.
    private let memory: UnsafeMutableRawBufferPointer

    /// Copies bytes; whoever made them still has them.
    package init(_ bytes: some Collection<UInt8>) {
        memory = .allocate(byteCount: max(1, bytes.count), alignment: 16)
        memory.copyBytes(from: bytes)
        count = bytes.count
    }

    /// Random bytes from libcrypto's generator for keys, which the operating system seeds.
    package static func random(count: Int) throws(CipherError) -> Secret {
        let secret = Secret(repeatElement(0, count: count))
        guard RAND_priv_bytes(secret.memory.baseAddress, Int32(count)) == 1 else {
            throw .failed(operation: "make random bytes")
        }
        return secret
    }

    deinit {
        sluice_cleanse(memory.baseAddress, memory.count)
        memory.deallocate()
    }

    /// In bytes.
    package let count: Int

    /// A copy that nobody erases: for what must leave as text or in an answer.
    package var copiedBytes: [UInt8] { Array(buffer) }

    var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[..<count]) }
}

/// In a time that does not tell where two secrets differ.
extension Secret: Equatable {
    package static func == (one: Secret, other: Secret) -> Bool {
        one.count == other.count && CRYPTO_memcmp(one.memory.baseAddress, other.memory.baseAddress, one.count) == 0
    }
}

extension Secret: CustomStringConvertible, CustomReflectable {
    package var description: String { "(secret of \(count) bytes)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Bytes that need not be secret but that nobody can foretell: initialization vectors, identifiers.
package func randomBytes(_ count: Int) throws(CipherError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    guard RAND_bytes(&bytes, Int32(count)) == 1 else { throw .failed(operation: "make random bytes") }
    return bytes
}
