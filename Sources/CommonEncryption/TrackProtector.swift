import CMAF
import Ciphers
import MediaCore

/// Encrypts a run of one track's segments: fragment by fragment before they are written, or file by file after. One thread.
package final class TrackProtector {
    /// What opens a segment.
    package struct Opening: Hashable, Sendable {
        package let key: KeyID
        /// Sixteen bytes; nil where each sample has its own.
        package let vector: [UInt8]?
    }

    private let encryption: TrackEncryption
    /// Nil where whole files are encrypted.
    private let fragments: FragmentEncryptor?
    private var files = ProtectionAccount()

    /// - Parameter configuration: of a video track; nil for sound.
    package init(_ encryption: TrackEncryption, video configuration: CodecConfiguration?) throws(EncryptionError) {
        self.encryption = encryption
        fragments = encryption.scheme == .aes128 ? nil : try FragmentEncryptor(encryption, video: configuration)
    }

    package var hasWholeFiles: Bool { fragments == nil }

    /// What was encrypted so far.
    package var account: ProtectionAccount { fragments?.account ?? files }

    /// Encrypts a fragment in place, by `cenc` or `cbcs`. Does nothing where whole files are encrypted.
    /// - Parameter segment: number of the fragment's segment, from 1.
    package func encrypt(_ fragment: inout Fragment, ofSegment segment: Int) throws(EncryptionError) {
        if let fragments { return try fragments.encrypt(&fragment, ofSegment: segment) }
        files.samples += fragment.samples.count
        if try encryption.key(ofSegment: segment) != nil { files.protectedSamples += fragment.samples.count }
    }

    /// A finished segment's file as it is published, and what opens it; nil for a clear one.
    ///
    /// Whole files: AES-128 in chained blocks under a random vector, with PKCS #7 padding (RFC 8216 §4.3.2.4).
    package func finish(
        _ pieces: [[UInt8]], ofSegment number: Int
    ) throws(EncryptionError) -> (pieces: [[UInt8]], opening: Opening?) {
        let key = try encryption.key(ofSegment: number)
        if !hasWholeFiles {
            let vector = encryption.scheme == .cbcs ? encryption.nonce.constantVector : nil
            return (pieces, key.map { Opening(key: $0.id, vector: vector) })
        }
        let count = pieces.reduce(0) { $0 + $1.count }
        files.bytes += count
        guard let key else { return (pieces, nil) }
        files.protectedBytes += count
        do throws(CipherError) {
            let (bytes, vector) = try Self.encryptedFile(pieces, count: count, key: key.secret)
            return ([bytes], Opening(key: key.id, vector: vector))
        } catch { throw .cipher(error) }
    }

    private static func encryptedFile(
        _ pieces: [[UInt8]], count: Int, key: Secret
    ) throws(CipherError) -> (bytes: [UInt8], vector: [UInt8]) {
        let padding = AESBlockChain.blockSize - count % AESBlockChain.blockSize
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + padding)
        for piece in pieces { bytes.append(contentsOf: piece) }
        bytes.append(contentsOf: repeatElement(UInt8(padding), count: padding))
        let vector = try randomBytes(AESBlockChain.blockSize)
        let cipher = try AESBlockChain.open(.encrypt, key: key)
        try cipher.start(vector: vector)
        var span = bytes.mutableSpan
        var raw = span.mutableBytes
        try cipher.apply(to: &raw, in: 0..<raw.byteCount)
        return (bytes, vector)
    }
}
