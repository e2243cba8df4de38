import Ciphers
import FoundationEssentials
import JWTKit

/// A key that signs or verifies playback tokens: one JSON Web Key (RFC 7517) of one algorithm, which is the only one its tokens may
/// name.
package struct TokenKey: Sendable {
    package enum Algorithm: String, Codable, Sendable, CaseIterable {
        /// Ed25519 (RFC 8037): who verifies cannot sign.
        case edDSA = "EdDSA"
        /// HMAC with SHA-256 under at least 256 bits.
        case hs256 = "HS256"
    }

    private enum Material: Sendable {
        case privateKey(EdDSA.PrivateKey)
        case publicKey(EdDSA.PublicKey)
        case symmetric(Secret)
    }

    /// The members of the JSON Web Key that are read.
    private struct JSONWebKey: Codable {
        var kty: String
        var kid: String
        var alg: String?
        var crv: String?
        var x: String?
        var d: String?
        var k: String?
    }

    /// `kid`
    package let id: String
    package let algorithm: Algorithm
    private let material: Material

    private static let leastSecret = 32

    /// A fresh key.
    /// - Parameter id: what its tokens will name it; one that tells nothing is made where none is given.
    package static func random(_ algorithm: Algorithm, id: String? = nil) throws(KeyError) -> TokenKey {
        do {
            let id = try id ?? Base64URL.encode(randomBytes(9))
            switch algorithm {
            case .edDSA: return TokenKey(id: id, algorithm: algorithm, material: .privateKey(try EdDSA.PrivateKey()))
            case .hs256:
                return TokenKey(id: id, algorithm: algorithm, material: .symmetric(try Secret.random(count: leastSecret)))
            }
        } catch { throw KeyError(.system, "A token key could not be made.") }
    }

    private init(id: String, algorithm: Algorithm, material: Material) {
        self.id = id
        self.algorithm = algorithm
        self.material = material
    }

    /// A JSON Web Key of `kty` `OKP` with `crv` `Ed25519`, or `oct`.
    package init(parsing bytes: [UInt8]) throws(KeyError) {
        let key: JSONWebKey
        do {
            try StrictJSON.check(bytes)
            key = try JSONDecoder().decode(JSONWebKey.self, from: Data(bytes))
        } catch { throw KeyError(.malformed, "The token key is not a JSON Web Key with the members kty and kid.") }
        guard (1...128).contains(key.kid.utf8.count) else {
            throw KeyError(.malformed, "The token key's kid has no name, or a long one.")
        }
        id = key.kid
        switch (key.kty, key.alg) {
        case ("OKP", "EdDSA"), ("OKP", nil):
            guard key.crv == "Ed25519" else { throw KeyError(.malformed, "The token key's crv is not Ed25519.") }
            algorithm = .edDSA
            do {
                if let d = key.d {
                    material = .privateKey(try EdDSA.PrivateKey(d: d, curve: .ed25519))
                } else {
                    material = .publicKey(try EdDSA.PublicKey(x: key.x ?? "", curve: .ed25519))
                }
            } catch { throw KeyError(.malformed, "The token key's x or d is no Ed25519 key.") }
        case ("oct", "HS256"), ("oct", nil):
            guard let secret = key.k.flatMap({ Base64URL.decode($0) }), secret.count >= Self.leastSecret else {
                throw KeyError(
                    .malformed, "The token key's k has fewer than 32 bytes, or is not base64url; HS256 needs 256 bits.")
            }
            algorithm = .hs256
            material = .symmetric(Secret(secret))
        default:
            throw KeyError(.malformed, "The token key's kty and alg are none of OKP with EdDSA and oct with HS256.")
        }
    }

    /// From a file of mode 0600, or a descriptor written `fd:3`. Blocks.
    package static func read(_ path: String) throws(KeyError) -> TokenKey {
        try TokenKey(parsing: try PrivateFile.read(path, what: "token key"))
    }

    package var canSign: Bool { if case .publicKey = material { false } else { true } }

    /// The JSON Web Key.
    /// - Parameter publicOnly: what those who verify need, where that is less; nil where the key is a shared secret.
    package func encoded(publicOnly: Bool = false) throws -> [UInt8]? {
        var key = JSONWebKey(kty: "OKP", kid: id, alg: algorithm.rawValue, crv: "Ed25519")
        switch material {
        case .privateKey(let pair):
            key.x = Base64URL.encode([UInt8](pair.publicKey.rawRepresentation))
            if !publicOnly { key.d = Base64URL.encode([UInt8](pair.rawRepresentation)) }
        case .publicKey(let half): key.x = Base64URL.encode([UInt8](half.rawRepresentation))
        case .symmetric(let secret):
            if publicOnly { return nil }
            key = JSONWebKey(kty: "oct", kid: id, alg: algorithm.rawValue, k: Base64URL.encode(secret.copiedBytes))
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return Array(try encoder.encode(key)) + [UInt8(ascii: "\n")]
    }

    /// This key as the only one that signs or verifies.
    func collection() async -> JWTKeyCollection {
        let keys = JWTKeyCollection()
        let name = JWKIdentifier(string: id)
        switch material {
        case .privateKey(let key): await keys.add(eddsa: key, kid: name)
        case .publicKey(let key): await keys.add(eddsa: key, kid: name)
        case .symmetric(let secret): await keys.add(hmac: HMACKey(from: secret.copiedBytes), digestAlgorithm: .sha256, kid: name)
        }
        return keys
    }
}
