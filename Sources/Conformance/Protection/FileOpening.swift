import Ciphers
import MediaCore

/// Takes the encryption off a whole file (RFC 8216 §4.3.2.4).
struct FileOpening: Sendable {
    let secret: Secret
    let vector: [UInt8]

    /// - Parameter vector: the attribute IV, `0x` and 32 digits.
    init?(secret: Secret, vector: String) {
        guard vector.hasPrefix("0x"), let bytes = KeyID(vector.dropFirst(2))?.bytes else { return nil }
        self.secret = secret
        self.vector = bytes
    }

    /// The key ID that stands in a key's URI.
    static func keyID(in uri: String) -> KeyID? {
        let characters = Array(uri)
        for length in [36, 32] where characters.count >= length {
            for start in 0...(characters.count - length) {
                if let id = KeyID(String(characters[start..<start + length])) { return id }
            }
        }
        return nil
    }

    static func secret(for uri: String, among keys: [KeyID: Secret]) -> Secret? { keyID(in: uri).flatMap { keys[$0] } }

    /// Nil where the padding is none: the key is another, or bytes were changed.
    func open(_ file: [UInt8]) -> [UInt8]? {
        guard file.count % 16 == 0, !file.isEmpty, let cipher = try? AESBlockChain.open(.decrypt, key: secret),
            (try? cipher.start(vector: vector)) != nil
        else { return nil }
        var bytes = file
        var span = bytes.mutableSpan
        var raw = span.mutableBytes
        guard (try? cipher.apply(to: &raw, in: 0..<raw.byteCount)) != nil else { return nil }
        let padding = Int(bytes[bytes.count - 1])
        guard (1...16).contains(padding), bytes.suffix(padding).allSatisfy({ Int($0) == padding }) else { return nil }
        bytes.removeLast(padding)
        return bytes
    }
}
