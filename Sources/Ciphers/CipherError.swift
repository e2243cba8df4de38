/// Why a cipher could not do its work. No message holds a byte of a key or of what was encrypted.
package enum CipherError: Error, Hashable, Sendable {
    /// A key or an initialization vector of a length that the cipher does not take, in bytes.
    case wrongLength(of: String, found: Int)
    /// What was sealed was changed since, or under another key.
    case notAuthentic
    /// libcrypto refused.
    case failed(operation: String)
}

extension CipherError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .wrongLength(let what, let found): "The \(what) has \(found) bytes, which the cipher does not take."
        case .notAuthentic: "What was encrypted was changed, or belongs to another key; use the key that it was encrypted with."
        case .failed(let operation): "libcrypto could not \(operation); check its installation."
        }
    }
}
