import Ciphers
import FoundationEssentials
import MediaCore

/// Content keys in a file: JSON, in the clear or each wrapped under a key-encryption key.
///
///     {"asset": "clip", "version": 1, "wrap": "A256GCM", "keys": [
///       {"scheme": "cbcs", "class": "hd", "period": 0, "kid": "0e2d…", "key": "base64url"}]}
package struct KeyDocument: Codable, Sendable {
    /// How the keys are written, by the names of RFC 7518 §4.1.
    package enum Wrap: String, Codable, Sendable {
        case none
        /// Nonce, text and tag of AES-256-GCM; asset, key ID and version are authenticated with it.
        case aes256GCM = "A256GCM"
        /// RFC 3394.
        case aes256KeyWrap = "A256KW"
    }

    private struct Entry: Codable, Sendable {
        var scheme: ProtectionScheme
        var `class`: TrackClass
        var period: Int?
        var kid: KeyID
        /// Base64url or, in the clear, 32 hexadecimal digits.
        var key: String
    }

    private var version = 1
    private var asset: String?
    private var wrap: Wrap?
    private var keys: [Entry]

    /// - Parameter kek: wraps each key; without one they are in the clear.
    package init(
        _ set: ContentKeySet, asset: AssetID, under kek: KeyEncryptionKey?, wrap: Wrap = .aes256GCM
    ) throws(KeyError) {
        self.asset = asset.value
        self.wrap = kek == nil ? Wrap.none : wrap
        keys = []
        for key in set.keys {
            let text: String
            if let kek {
                text = Base64URL.encode(try Self.wrapped(key.secret, kek, wrap, Self.context(asset.value, key.id)))
            } else {
                text = Base64URL.encode(key.secret.copiedBytes)
            }
            keys.append(Entry(scheme: key.scheme, class: key.trackClass, period: key.period, kid: key.id, key: text))
        }
    }

    /// - Throws: `malformed`, with the field named.
    package init(parsing bytes: [UInt8]) throws(KeyError) {
        do {
            try StrictJSON.check(bytes)
            self = try JSONDecoder().decode(KeyDocument.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw KeyError(.malformed, "The key file is not as it should be: \(Self.place(error)).")
        } catch {
            throw KeyError(.malformed, "The key file is not JSON: \(error).")
        }
        guard version == 1 else { throw KeyError(.malformed, "The key file has version \(version); 1 is known.") }
    }

    /// - Throws: `keyEncryptionKey` where one is needed that is missing or another.
    package func contentKeys(under kek: KeyEncryptionKey?) throws(KeyError) -> ContentKeySet {
        var opened: [ContentKey] = []
        for entry in keys {
            opened.append(
                ContentKey(
                    scheme: entry.scheme, trackClass: entry.class, period: entry.period ?? 0, id: entry.kid,
                    secret: try secret(of: entry, kek)))
        }
        return try ContentKeySet(opened)
    }

    /// The same keys under another key-encryption key. Media stay as they are.
    package func rewrapped(from old: KeyEncryptionKey, to new: KeyEncryptionKey) throws(KeyError) -> KeyDocument {
        var document = self
        let wrap = wrap == .aes256KeyWrap ? Wrap.aes256KeyWrap : .aes256GCM
        document.wrap = wrap
        for index in keys.indices {
            let secret = try secret(of: keys[index], old)
            document.keys[index].key = Base64URL.encode(
                try Self.wrapped(secret, new, wrap, Self.context(asset ?? "", keys[index].kid)))
        }
        return document
    }

    package func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }

    private func secret(of entry: Entry, _ kek: KeyEncryptionKey?) throws(KeyError) -> Secret {
        let wrap = wrap ?? .none
        let isHexadecimal = wrap == .none && entry.key.utf8.count == 2 * ContentKey.size
        guard let bytes = isHexadecimal ? decodeHexadecimal(entry.key) : Base64URL.decode(entry.key) else {
            throw KeyError(.malformed, "The field key of \(entry.kid) is neither base64url nor 32 hexadecimal digits.")
        }
        if wrap == .none { return Secret(bytes) }
        guard let kek else {
            throw KeyError(.keyEncryptionKey, "The keys are wrapped (\(wrap.rawValue)); name their key-encryption key.")
        }
        do {
            return wrap == .aes256KeyWrap
                ? try KeyWrap.unwrap(bytes, under: kek.secret)
                : try KeyWrap.open(bytes, under: kek.secret, context: Self.context(asset ?? "", entry.kid))
        } catch {
            throw KeyError(.keyEncryptionKey, "The key \(entry.kid) does not open: another key-encryption key wrapped it.")
        }
    }

    private static func wrapped(
        _ secret: Secret, _ kek: KeyEncryptionKey, _ wrap: Wrap, _ context: [UInt8]
    ) throws(KeyError) -> [UInt8] {
        do {
            return wrap == .aes256KeyWrap
                ? try KeyWrap.wrap(secret, under: kek.secret) : try KeyWrap.seal(secret, under: kek.secret, context: context)
        } catch { throw KeyError(.system, "\(error)") }
    }

    /// What a wrapped key is bound to: it opens for no other asset and under no other name.
    private static func context(_ asset: String, _ id: KeyID) -> [UInt8] { Array("\(asset)\u{0}\(id)\u{0}1".utf8) }

    private static func place(_ error: DecodingError) -> String {
        let (path, reason): ([any CodingKey], String) =
            switch error {
            case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
            case .typeMismatch(_, let context), .valueNotFound(_, let context): (context.codingPath, "has another type")
            case .dataCorrupted(let context): (context.codingPath, "has a value that is not known")
            @unknown default: ([], "is not understood")
            }
        let names = path.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
        return "\(names.isEmpty ? "it" : names.joined(separator: " ")) \(reason)"
    }
}
