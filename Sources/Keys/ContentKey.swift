import Ciphers
import MediaCore

/// A key that media are encrypted with, and what for.
package struct ContentKey: Hashable, Sendable {
    package var scheme: ProtectionScheme
    package var trackClass: TrackClass
    /// From 0; above it where keys rotate.
    package var period: Int
    package var id: KeyID
    /// Sixteen bytes.
    package var secret: Secret

    package init(scheme: ProtectionScheme, trackClass: TrackClass, period: Int = 0, id: KeyID, secret: Secret) {
        self.scheme = scheme
        self.trackClass = trackClass
        self.period = period
        self.id = id
        self.secret = secret
    }

    /// In bytes.
    package static let size = 16

    package static func == (one: ContentKey, other: ContentKey) -> Bool {
        one.purpose == other.purpose && one.id == other.id && one.secret == other.secret
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(id) }

    /// What for, in words.
    var purpose: String { "\(scheme.rawValue), \(trackClass.rawValue), period \(period)" }
}

/// The content keys of one asset. No two have an ID, a purpose or a secret in common.
package struct ContentKeySet: Sendable {
    package let keys: [ContentKey]

    package init(_ keys: [ContentKey]) throws(KeyError) {
        for (index, key) in keys.enumerated() {
            guard key.secret.count == ContentKey.size else {
                throw KeyError(.malformed, "The key \(key.id) has \(key.secret.count) bytes; a content key has 16.")
            }
            guard key.period >= 0 else { throw KeyError(.malformed, "The key \(key.id) has a period below 0.") }
            for other in keys[..<index] {
                guard other.id != key.id else { throw KeyError(.malformed, "The key ID \(key.id) appears twice.") }
                guard other.purpose != key.purpose else {
                    throw KeyError(.malformed, "There are two keys for \(key.purpose): \(other.id) and \(key.id).")
                }
                guard other.secret != key.secret else {
                    throw KeyError(
                        .unsuitable,
                        "The keys \(other.id) and \(key.id) are the same; give each its own, as one opened would open both.")
                }
            }
        }
        self.keys = keys
    }

    /// Fresh keys from libcrypto's generator, with random UUIDs for IDs.
    package static func random(
        schemes: [ProtectionScheme], classes: [TrackClass], periods: Int
    ) throws(KeyError) -> ContentKeySet {
        var keys: [ContentKey] = []
        do throws(CipherError) {
            for scheme in schemes {
                for trackClass in classes {
                    for period in 0..<periods {
                        keys.append(
                            ContentKey(
                                scheme: scheme, trackClass: trackClass, period: period, id: try KeyID.random(),
                                secret: try Secret.random(count: ContentKey.size)))
                    }
                }
            }
        } catch { throw KeyError(.system, "\(error)") }
        return ContentKeySet(unchecked: keys)
    }

    private init(unchecked keys: [ContentKey]) { self.keys = keys }

    package var secrets: [KeyID: Secret] { Dictionary(keys.map { ($0.id, $0.secret) }) { first, _ in first } }

    package subscript(id: KeyID) -> ContentKey? { keys.first { $0.id == id } }

    /// The keys of a class, one for each period in order.
    /// - Throws: `unsuitable` where one is missing.
    package func keys(
        _ scheme: ProtectionScheme, _ trackClass: TrackClass, periods: Int
    ) throws(KeyError) -> [ContentKey] {
        var found: [ContentKey] = []
        for period in 0..<periods {
            guard let key = keys.first(where: { $0.scheme == scheme && $0.trackClass == trackClass && $0.period == period })
            else {
                throw KeyError(
                    .unsuitable, "There is no key for scheme \(scheme.rawValue), class \(trackClass.rawValue), period \(period).")
            }
            found.append(key)
        }
        return found
    }
}

extension KeyID {
    /// A random UUID (version 4, RFC 9562 §5.4).
    static func random() throws(CipherError) -> KeyID {
        var bytes = try randomBytes(16)
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        return KeyID(bytes: bytes)
    }
}
