import CMAF
import Ciphers
import MediaCore

/// Encrypts segments as whole files: AES-128 in chained blocks with PKCS #7 padding (RFC 8216 §4.3.2.4). One thread.
package final class SegmentEncryptor {
    private let encryption: TrackEncryption

    /// - Parameter encryption: by `aes-128`.
    package init(_ encryption: TrackEncryption) {
        precondition(encryption.scheme == .aes128)
        self.encryption = encryption
    }

    /// The file of a segment and its random initialization vector; nil where the segment stays clear.
    /// - Parameter number: from 1.
    package func encrypt(
        _ pieces: [[UInt8]], ofSegment number: Int
    ) throws(EncryptionError) -> (bytes: [UInt8], vector: [UInt8])? {
        guard let key = try encryption.key(ofSegment: number) else { return nil }
        let size = AESBlockChain.blockSize
        let count = pieces.reduce(0) { $0 + $1.count }
        let padding = size - count % size
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + padding)
        for piece in pieces { bytes.append(contentsOf: piece) }
        bytes.append(contentsOf: repeatElement(UInt8(padding), count: padding))
        do throws(CipherError) {
            let vector = try randomBytes(size)
            let cipher = try AESBlockChain.open(.encrypt, key: key.secret)
            try cipher.start(vector: vector)
            var span = bytes.mutableSpan
            var raw = span.mutableBytes
            try cipher.apply(to: &raw, in: 0..<raw.byteCount)
            return (bytes, vector)
        } catch { throw .cipher(error) }
    }
}
