import Foundation

@testable import Keys

/// Makes tokens with whatever is in them, good and bad, without the code under test: HMAC is that of RFC 2104 over SHA-256 by hand.
struct TokenForge {
    static let secret = [UInt8]((0..<32).map { UInt8($0 * 3 + 1) })
    static let keyID = "key-1"
    static let now: Int64 = 1_800_000_000

    static var key: TokenKey {
        get throws {
            try TokenKey(parsing: Array(#"{"kty":"oct","alg":"HS256","kid":"\#(keyID)","k":"\#(base64URL(secret))"}"#.utf8))
        }
    }

    static let policy = TokenPolicy(issuer: "https://media.example", audience: "playback")

    static let header = #"{"alg":"HS256","kid":"key-1","typ":"sluice-playback+jwt"}"#

    /// The claims of a good token, some replaced: text that stands for a value, or nil to leave a member out.
    static func claims(_ changes: [String: String?] = [:], extra: String = "") -> String {
        var members: [(String, String?)] = [
            ("iss", #""https://media.example""#), ("aud", #""playback""#), ("sub", #""viewer-7""#), ("exp", "\(now + 300)"),
            ("iat", "\(now)"), ("jti", #""abc123""#), ("asset", #""clip""#), ("classes", #"["audio","sd","hd"]"#),
        ]
        for (name, value) in changes {
            if let index = members.firstIndex(where: { $0.0 == name }) {
                members[index].1 = value
            } else {
                members.append((name, value))
            }
        }
        return "{" + members.compactMap { name, value in value.map { #""\#(name)":\#($0)"# } }.joined(separator: ",") + extra
            + "}"
    }

    static func token(header: String = header, claims: String = claims(), secret: [UInt8] = secret) -> String {
        let input = base64URL(Array(header.utf8)) + "." + base64URL(Array(claims.utf8))
        return input + "." + base64URL(hmac(Array(input.utf8), secret))
    }

    static func base64URL(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }

    private static func hmac(_ message: [UInt8], _ secret: [UInt8]) -> [UInt8] {
        let key = (secret.count > 64 ? sha256(secret) : secret) + [UInt8](repeating: 0, count: max(0, 64 - secret.count))
        return sha256(key.prefix(64).map { $0 ^ 0x5c } + sha256(key.prefix(64).map { $0 ^ 0x36 } + message))
    }

    /// FIPS 180-4 §6.2.
    static func sha256(_ message: [UInt8]) -> [UInt8] {
        let primes = (2...311).filter { number in !(2..<number).contains { number % $0 == 0 } }
        func fraction(_ value: Double) -> UInt32 { UInt32((value - value.rounded(.down)) * 4_294_967_296) }
        let k = primes.prefix(64).map { fraction(cbrt(Double($0))) }
        var hash = primes.prefix(8).map { fraction(sqrt(Double($0))) }
        var bytes = message + [0x80]
        while bytes.count % 64 != 56 { bytes.append(0) }
        bytes += withUnsafeBytes(of: UInt64(message.count * 8).bigEndian) { Array($0) }
        func rotate(_ value: UInt32, _ count: UInt32) -> UInt32 { value >> count | value << (32 - count) }
        for chunk in stride(from: 0, to: bytes.count, by: 64) {
            var w = (0..<16).map { word in (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[chunk + word * 4 + $1]) } }
            for index in 16..<64 {
                let (a, b) = (w[index - 15], w[index - 2])
                let low = rotate(a, 7) ^ rotate(a, 18) ^ a >> 3
                let high = rotate(b, 17) ^ rotate(b, 19) ^ b >> 10
                w.append(w[index - 16] &+ low &+ w[index - 7] &+ high)
            }
            var v = hash
            for index in 0..<64 {
                let choice = v[4] & v[5] ^ ~v[4] & v[6]
                let first = v[7] &+ (rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25)) &+ choice &+ k[index] &+ w[index]
                let majority = v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2]
                let second = (rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)) &+ majority
                v = [first &+ second, v[0], v[1], v[2], v[3] &+ first, v[4], v[5], v[6]]
            }
            for index in 0..<8 { hash[index] = hash[index] &+ v[index] }
        }
        return hash.flatMap { word in withUnsafeBytes(of: word.bigEndian) { Array($0) } }
    }
}
