import Bitstream
import Ciphers

/// Why a track could not be encrypted.
package enum EncryptionError: Error, Hashable, Sendable {
    /// A sample's slices or tiles could not be told from their headers.
    case bitstream(BitstreamError)
    case cipher(CipherError)
    /// More slices or tiles than the information of a sample can list.
    case tooManySubsamples(count: Int, most: Int)
    /// A track that has run out of initialization vectors: the count is of fragments, of samples in one, or of tracks.
    case outOfVectors(count: String)
    /// There is no key for a segment.
    case noKey(segment: Int)
}

extension EncryptionError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .bitstream(let error): "What of a sample may be encrypted could not be found out: \(error)"
        case .cipher(let error): "\(error)"
        case .tooManySubsamples(let count, let most):
            "A picture has \(count) slices or tiles, and encryption can list \(most); encode with fewer."
        case .outOfVectors(let count): "There are more \(count) than initialization vectors can number; publish in shorter parts."
        case .noKey(let segment): "There is no key for segment \(segment); give one for each key period."
        }
    }
}
