import CMAF
import Ciphers
import ISOBMFF
import MediaCore

/// A content key and its name.
package struct TrackKey: Sendable {
    package var id: KeyID
    package var secret: Secret

    package init(id: KeyID, secret: Secret) {
        self.id = id
        self.secret = secret
    }
}

/// Everything that decides how a track's segments are encrypted.
package struct TrackEncryption: Sendable {
    package var scheme: ProtectionScheme
    /// Of the key periods, in order; at least one.
    package var keys: [TrackKey]
    /// Length of a key period; nil where one key lasts for the whole track.
    package var segmentsPerKey: Int?
    /// Segments at the start that stay clear.
    package var clearSegments = 0
    /// Random, of the track and its generation.
    package var nonce: TrackNonce

    package init(scheme: ProtectionScheme, keys: [TrackKey], nonce: TrackNonce) {
        precondition(!keys.isEmpty)
        self.scheme = scheme
        self.keys = keys
        self.nonce = nonce
    }

    /// The key of a segment, counted from 1; nil where it stays clear.
    package func key(ofSegment number: Int) throws(EncryptionError) -> TrackKey? {
        guard number > clearSegments else { return nil }
        let period = segmentsPerKey.map { (number - 1) / $0 } ?? 0
        guard keys.indices.contains(period) else { throw .noKey(segment: number) }
        return keys[period]
    }

    /// Key periods of so many segments.
    package static func periods(segments: Int, segmentsPerKey: Int?) -> Int {
        segmentsPerKey.map { max(1, (segments + $0 - 1) / $0) } ?? 1
    }

    /// What the init segment says; nil for whole encrypted segments, whose init segment is that of the clear track.
    package func trackProtection(isVideo: Bool, systems: [ProtectionSystemSpecificHeaderBox]) -> TrackProtection? {
        guard let box = trackEncryptionBox(for: keys[0].id, isVideo: isVideo) else { return nil }
        return TrackProtection(scheme: scheme == .cenc ? "cenc" : "cbcs", encryption: box, systems: systems)
    }

    /// Sound is encrypted in all its whole blocks, without a pattern (ISO/IEC 23001-7 §9.7, §10.4.2).
    func trackEncryptionBox(for key: KeyID, isVideo: Bool) -> TrackEncryptionBox? {
        switch scheme {
        case .cenc: TrackEncryptionBox(cenc: key.bytes)
        case .cbcs:
            TrackEncryptionBox(
                cbcs: key.bytes, crypt: isVideo ? 1 : 0, skip: isVideo ? 9 : 0, constantIV: nonce.constantVector)
        case .aes128: nil
        }
    }
}

/// What keeps the initialization vectors of a track apart from those of all others, also of an earlier generation under the same
/// key.
package struct TrackNonce: Hashable, Sendable {
    /// 24 random bits and the track's number in its asset: the first half of each vector of counter mode.
    private let prefix: UInt32
    /// Sixteen random bytes for chained blocks.
    package let constantVector: [UInt8]

    /// Nonces of all tracks of one generation.
    package static func generation(tracks count: Int) throws(EncryptionError) -> [TrackNonce] {
        guard count <= 256 else { throw .outOfVectors(count: "tracks") }
        do throws(CipherError) {
            let generation = try randomBytes(3).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            var nonces: [TrackNonce] = []
            for track in 0..<count {
                nonces.append(
                    TrackNonce(prefix: generation << 8 | UInt32(track), constantVector: try randomBytes(AESBlockChain.blockSize)))
            }
            return nonces
        } catch { throw .cipher(error) }
    }

    /// Of one sample: generation, track, fragment and the sample's place in it (64 bits, ISO/IEC 23001-7 §9.3).
    func vector(fragment: UInt32, sample: Int) throws(EncryptionError) -> [UInt8] {
        guard fragment < 1 << 20 else { throw .outOfVectors(count: "fragments of a track") }
        guard sample < 1 << 12 else { throw .outOfVectors(count: "samples of a fragment") }
        let vector = UInt64(prefix) << 32 | UInt64(fragment) << 12 | UInt64(sample)
        return withUnsafeBytes(of: vector.bigEndian) { Array($0) }
    }
}
