import COpenSSL

/// Keys encrypted under another key.
package enum KeyWrap {
    /// AES-256-GCM (NIST SP 800-38D): a random nonce of 12 bytes, the text, a tag of 16 bytes.
    /// - Parameters:
    ///   - key: 32 bytes.
    ///   - context: is authenticated with it, so that it opens in no other.
    package static func seal(_ secret: Secret, under key: Secret, context: [UInt8]) throws(CipherError) -> [UInt8] {
        let nonce = try randomBytes(nonceSize)
        let cipher = try CipherContext.open(EVP_aes_256_gcm(), key: key, vector: nonce, encrypts: true)
        var (written, tail): (Int32, Int32) = (0, 0)
        var text = [UInt8](repeating: 0, count: secret.count)
        var tag = [UInt8](repeating: 0, count: tagSize)
        let plain = secret.buffer.bindMemory(to: UInt8.self).baseAddress
        guard EVP_CipherUpdate(cipher.pointer, nil, &written, context, Int32(context.count)) == 1,
            EVP_CipherUpdate(cipher.pointer, &text, &written, plain, Int32(secret.count)) == 1,
            EVP_CipherFinal_ex(cipher.pointer, nil, &tail) == 1,
            EVP_CIPHER_CTX_ctrl(cipher.pointer, EVP_CTRL_AEAD_GET_TAG, Int32(tagSize), &tag) == 1
        else { throw .failed(operation: "seal a key") }
        return nonce + text + tag
    }

    /// What `seal` sealed.
    /// - Throws: `notAuthentic` for another key, another context or changed bytes.
    package static func open(_ sealed: [UInt8], under key: Secret, context: [UInt8]) throws(CipherError) -> Secret {
        guard sealed.count > nonceSize + tagSize else { throw .notAuthentic }
        let cipher = try CipherContext.open(
            EVP_aes_256_gcm(), key: key, vector: Array(sealed[..<nonceSize]), encrypts: false)
        let text = Array(sealed[nonceSize..<(sealed.count - tagSize)])
        var tag = Array(sealed.suffix(tagSize))
        var (written, tail): (Int32, Int32) = (0, 0)
        var plain = [UInt8](repeating: 0, count: text.count)
        defer { sluice_cleanse(&plain, plain.count) }
        guard EVP_CipherUpdate(cipher.pointer, nil, &written, context, Int32(context.count)) == 1,
            EVP_CipherUpdate(cipher.pointer, &plain, &written, text, Int32(text.count)) == 1,
            EVP_CIPHER_CTX_ctrl(cipher.pointer, EVP_CTRL_AEAD_SET_TAG, Int32(tagSize), &tag) == 1
        else { throw .failed(operation: "open a sealed key") }
        guard EVP_CipherFinal_ex(cipher.pointer, nil, &tail) == 1 else { throw .notAuthentic }
        return Secret(plain)
    }

    /// AES key wrap (RFC 3394 §2.2.1): 8 bytes more than the secret.
    /// - Parameters:
    ///   - secret: a multiple of 8 bytes, at least 16.
    ///   - key: 16, 24 or 32 bytes.
    package static func wrap(_ secret: Secret, under key: Secret) throws(CipherError) -> [UInt8] {
        guard secret.count >= 16, secret.count % 8 == 0 else { throw .wrongLength(of: "key to wrap", found: secret.count) }
        let cipher = try CipherContext.open(wrapCipher(key), key: key, encrypts: true)
        var wrapped = [UInt8](repeating: 0, count: secret.count + 8)
        var written: Int32 = 0
        let plain = secret.buffer.bindMemory(to: UInt8.self).baseAddress
        guard EVP_CipherUpdate(cipher.pointer, &wrapped, &written, plain, Int32(secret.count)) == 1 else {
            throw .failed(operation: "wrap a key")
        }
        return wrapped
    }

    /// What `wrap` wrapped (RFC 3394 §2.2.2).
    /// - Throws: `notAuthentic` for another key or changed bytes.
    package static func unwrap(_ wrapped: [UInt8], under key: Secret) throws(CipherError) -> Secret {
        guard wrapped.count >= 24, wrapped.count % 8 == 0 else { throw .notAuthentic }
        let cipher = try CipherContext.open(wrapCipher(key), key: key, encrypts: false)
        var plain = [UInt8](repeating: 0, count: wrapped.count)
        defer { sluice_cleanse(&plain, plain.count) }
        var written: Int32 = 0
        guard EVP_CipherUpdate(cipher.pointer, &plain, &written, wrapped, Int32(wrapped.count)) == 1,
            Int(written) == wrapped.count - 8
        else { throw .notAuthentic }
        return Secret(plain.prefix(Int(written)))
    }

    private static let nonceSize = 12
    private static let tagSize = 16

    private static func wrapCipher(_ key: Secret) -> OpaquePointer? {
        switch key.count {
        case 16: EVP_aes_128_wrap()
        case 24: EVP_aes_192_wrap()
        default: EVP_aes_256_wrap()
        }
    }
}
