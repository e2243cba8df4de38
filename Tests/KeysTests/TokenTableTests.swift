import MediaCore
import Testing

@testable import Keys

/// One token and what becomes of it (K6, F-40).
struct TokenCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let token: String?
    /// Nil for a token that is good.
    let refusal: TokenRefusal?
    var asset = "clip"
    var trackClass: TrackClass? = .hd
    var viewer: String?
    /// Seconds after the tokens' issue.
    var at: Int64 = 0

    init(
        _ name: String, _ token: String?, _ refusal: TokenRefusal?, asset: String = "clip", trackClass: TrackClass? = .hd,
        viewer: String? = nil, at: Int64 = 0
    ) {
        testDescription = name
        self.token = token
        self.refusal = refusal
        self.asset = asset
        self.trackClass = trackClass
        self.viewer = viewer
        self.at = at
    }
}

private typealias Forge = TokenForge

private func header(_ text: String) -> String { Forge.token(header: text) }
private func claims(_ changes: [String: String?], extra: String = "") -> String {
    Forge.token(claims: Forge.claims(changes, extra: extra))
}

private let good = Forge.token()
private let parts = good.split(separator: ".").map(String.init)
private let now = Forge.now

private let table: [TokenCase] = [
    TokenCase("good", good, nil),
    TokenCase("good for the asset alone", good, nil, trackClass: nil),
    TokenCase("good with an unknown claim", claims(["colour": "\"red\""]), nil),
    TokenCase("good with a claim that names a key", claims(["jku": "\"https://evil.example\""]), nil),
    TokenCase("good bound to its viewer", claims(["viewer": "\"192.0.2.7\""]), nil, viewer: "192.0.2.7"),
    TokenCase("good with nbf now", claims(["nbf": "\(now)"]), nil),
    TokenCase("good a second before expiry", good, nil, at: 299),
    TokenCase("good within the skew after expiry", good, nil, at: 329),
    TokenCase("good within the skew before issue", good, nil, at: -30),
    TokenCase("good of the longest life", claims(["exp": "\(now + 600)"]), nil),
    // Absent and not a token.
    TokenCase("absent", nil, .absent),
    TokenCase("empty", "", .absent),
    TokenCase("a megabyte", String(repeating: "a", count: 1 << 20), .tooLong),
    TokenCase("4097 bytes", good + String(repeating: "A", count: 4097 - good.utf8.count), .tooLong),
    TokenCase("a long claim", claims(["sub": "\"\(String(repeating: "x", count: 4000))\""]), .tooLong),
    TokenCase("one part", parts[0], .malformed),
    TokenCase("two parts", parts[0] + "." + parts[1], .malformed),
    TokenCase("four parts", good + ".", .malformed),
    TokenCase("five parts, as encrypted tokens have", "a.b.c.d.e", .malformed),
    TokenCase("no signature", parts[0] + "." + parts[1] + ".", .malformed),
    TokenCase("no claims", parts[0] + ".." + parts[2], .malformed),
    TokenCase("padding", parts[0] + "=." + parts[1] + "." + parts[2], .malformed),
    TokenCase("plain base64", parts[0] + "." + parts[1] + ".+/+/", .malformed),
    TokenCase("white space", " " + good, .malformed),
    TokenCase("a line feed at the end", good + "\n", .malformed),
    TokenCase("a header that is not JSON", Forge.token(header: "alg=HS256"), .malformed),
    TokenCase("a header that is a list", header("[]"), .header),
    TokenCase("claims that are not JSON", Forge.token(claims: "exp"), .malformed),
    TokenCase("claims that are a list", Forge.token(claims: "[]"), .claims),
    TokenCase("claims with something behind", Forge.token(claims: Forge.claims() + "{}"), .malformed),
    TokenCase("a last letter with stray bits", String(good.dropLast()) + strayLetter(good.last!), .malformed),
    // The header (RFC 8725 §2.1, §2.2, §3.1).
    TokenCase("alg none", header(#"{"alg":"none","kid":"key-1","typ":"sluice-playback+jwt"}"#), .header),
    TokenCase("alg None", header(#"{"alg":"None","kid":"key-1","typ":"sluice-playback+jwt"}"#), .header),
    TokenCase("alg hs256", header(#"{"alg":"hs256","kid":"key-1","typ":"sluice-playback+jwt"}"#), .header),
    TokenCase("alg HS512", header(#"{"alg":"HS512","kid":"key-1","typ":"sluice-playback+jwt"}"#), .header),
    TokenCase("alg RS256", header(#"{"alg":"RS256","kid":"key-1","typ":"sluice-playback+jwt"}"#), .header),
    TokenCase("alg EdDSA for a shared secret", header(#"{"alg":"EdDSA","kid":"key-1","typ":"sluice-playback+jwt"}"#), .header),
    TokenCase("no alg", header(#"{"kid":"key-1","typ":"sluice-playback+jwt"}"#), .header),
    TokenCase("alg a number", header(#"{"alg":1,"kid":"key-1","typ":"sluice-playback+jwt"}"#), .header),
    TokenCase("no kid", header(#"{"alg":"HS256","typ":"sluice-playback+jwt"}"#), .header),
    TokenCase("an unknown kid", header(#"{"alg":"HS256","kid":"key-2","typ":"sluice-playback+jwt"}"#), .unknownKey),
    TokenCase("a kid that injects", header(#"{"alg":"HS256","kid":"' OR 1=1 --","typ":"sluice-playback+jwt"}"#), .unknownKey),
    TokenCase(
        "a kid that is a path", header(#"{"alg":"HS256","kid":"../../dev/null","typ":"sluice-playback+jwt"}"#), .unknownKey),
    TokenCase("no typ", header(#"{"alg":"HS256","kid":"key-1"}"#), .header),
    TokenCase("typ JWT", header(#"{"alg":"HS256","kid":"key-1","typ":"JWT"}"#), .header),
    TokenCase("another typ", header(#"{"alg":"HS256","kid":"key-1","typ":"at+jwt"}"#), .header),
    TokenCase(
        "jku", header(#"{"alg":"HS256","kid":"key-1","typ":"sluice-playback+jwt","jku":"https://evil.example/k"}"#), .header),
    TokenCase(
        "x5u", header(#"{"alg":"HS256","kid":"key-1","typ":"sluice-playback+jwt","x5u":"https://evil.example/c"}"#), .header),
    TokenCase("x5c", header(#"{"alg":"HS256","kid":"key-1","typ":"sluice-playback+jwt","x5c":["MIIB"]}"#), .header),
    TokenCase(
        "jwk", header(#"{"alg":"HS256","kid":"key-1","typ":"sluice-playback+jwt","jwk":{"kty":"oct","k":"AAAA"}}"#), .header),
    TokenCase("crit", header(#"{"alg":"HS256","kid":"key-1","typ":"sluice-playback+jwt","crit":["exp"]}"#), .header),
    TokenCase("zip", header(#"{"alg":"HS256","kid":"key-1","typ":"sluice-playback+jwt","zip":"DEF"}"#), .header),
    TokenCase("b64", header(#"{"alg":"HS256","kid":"key-1","typ":"sluice-playback+jwt","b64":"false"}"#), .header),
    TokenCase(
        "cty JWT, a token in a token", header(#"{"alg":"HS256","kid":"key-1","typ":"sluice-playback+jwt","cty":"JWT"}"#), .header),
    TokenCase("alg twice", header(#"{"alg":"none","alg":"HS256","kid":"key-1","typ":"sluice-playback+jwt"}"#), .malformed),
    TokenCase(
        "alg twice, once escaped", header(#"{"\u0061lg":"none","alg":"HS256","kid":"key-1","typ":"sluice-playback+jwt"}"#),
        .malformed),
    // The signature.
    TokenCase("another secret", Forge.token(secret: [UInt8](repeating: 7, count: 32)), .signature),
    TokenCase("an empty secret", Forge.token(secret: []), .signature),
    TokenCase("a short signature", parts[0] + "." + parts[1] + "." + Forge.base64URL([1, 2, 3]), .signature),
    TokenCase(
        "the claims of another token",
        parts[0] + "." + Forge.base64URL(Array(Forge.claims(["sub": "\"other\""]).utf8)) + "." + parts[2], .signature),
    // The claims.
    TokenCase("exp twice", Forge.token(claims: Forge.claims(extra: #","exp":9999999999"#)), .malformed),
    TokenCase("expired", good, .expired, at: 330),
    TokenCase("31 s after expiry", good, .expired, at: 331),
    TokenCase("expired for long", good, .expired, at: 1_000_000),
    TokenCase("not yet valid", good, .notYetValid, at: -31),
    TokenCase("nbf in the future", claims(["nbf": "\(now + 31)"]), .notYetValid),
    TokenCase("too long a life", claims(["exp": "\(now + 601)"]), .tooLongLived),
    TokenCase("a life without end", claims(["exp": "\(Int64.max)"]), .tooLongLived),
    TokenCase("exp below zero", claims(["exp": "-1"]), .expired),
    TokenCase("iat below zero", claims(["iat": "\(Int64.min)"]), .claims),
    TokenCase("exp of 400 digits", claims(["exp": String(repeating: "9", count: 400)]), .claims),
    TokenCase("exp as text", claims(["exp": "\"\(now + 300)\""]), .claims),
    TokenCase("exp with a fraction", claims(["exp": "\(now + 300).5"]), .claims),
    TokenCase("no exp", claims(["exp": nil]), .claims),
    TokenCase("no iat", claims(["iat": nil]), .claims),
    TokenCase("no iss", claims(["iss": nil]), .claims),
    TokenCase("no aud", claims(["aud": nil]), .claims),
    TokenCase("no sub", claims(["sub": nil]), .claims),
    TokenCase("an empty sub", claims(["sub": "\"\""]), .claims),
    TokenCase("no jti", claims(["jti": nil]), .claims),
    TokenCase("no asset", claims(["asset": nil]), .claims),
    TokenCase("no classes", claims(["classes": nil]), .claims),
    TokenCase("another iss", claims(["iss": "\"https://evil.example\""]), .issuer),
    TokenCase("another aud", claims(["aud": "\"upload\""]), .audience),
    TokenCase("a list for aud", claims(["aud": #"["playback","upload"]"#]), .claims),
    TokenCase("another asset", good, .asset, asset: "other"),
    TokenCase("an asset that only begins so", good, .asset, asset: "clip2"),
    TokenCase("an asset of other case", good, .asset, asset: "Clip"),
    TokenCase("another class", good, .trackClass, trackClass: .uhd),
    TokenCase("no class at all", claims(["classes": "[]"]), .trackClass),
    TokenCase("a class that is not known", claims(["classes": #"["all"]"#]), .claims),
    TokenCase("another viewer", claims(["viewer": "\"192.0.2.7\""]), .viewer, viewer: "192.0.2.8"),
    TokenCase("no viewer for a bound token", claims(["viewer": "\"192.0.2.7\""]), .viewer),
]

/// Another letter that stands for the same bytes where a decoder does not look at the last two bits.
private func strayLetter(_ letter: Character) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    return String(alphabet[alphabet.firstIndex(of: letter)! + 1])
}

@Suite struct TokenTableTests {
    @Test(arguments: table) func `each token has its end`(_ entry: TokenCase) async throws {
        let verifier = TokenVerifier(keys: [try Forge.key], policy: Forge.policy)
        let request = TokenVerifier.Request(asset: AssetID(entry.asset), trackClass: entry.trackClass, viewer: entry.viewer)
        var refusal: TokenRefusal?
        do throws(TokenRefusal) {
            _ = try await verifier.verify(entry.token, for: request, now: now + entry.at)
        } catch { refusal = error }
        #expect(refusal == entry.refusal)
    }

    @Test func `the table is long enough`() {
        #expect(table.count >= 60 && Set(table.map(\.testDescription)).count == table.count)
    }

    /// HMAC under the bytes of a public key, which careless verifiers take for its secret (RFC 8725 §2.1).
    @Test func `a public key is no secret`() async throws {
        let pair = try TokenKey.random(.edDSA, id: "pair")
        let half = try TokenKey(parsing: try #require(try pair.encoded(publicOnly: true)))
        let text = try #require(try pair.encoded(publicOnly: true))
        let verifier = TokenVerifier(keys: [half], policy: Forge.policy)
        let x = try #require(String(decoding: text, as: UTF8.self).firstMatch(of: /"x":"([^"]+)"/)?.1)
        for secret in [text, Array(x.utf8), try #require(Base64URL.decode(x))] {
            for algorithm in ["HS256", "EdDSA"] {
                let forged = Forge.token(
                    header: #"{"alg":"\#(algorithm)","kid":"pair","typ":"sluice-playback+jwt"}"#, secret: secret)
                await #expect(throws: TokenRefusal.self) {
                    try await verifier.verify(forged, for: .init(asset: AssetID("clip")), now: now)
                }
            }
        }
    }

    @Test(arguments: TokenKey.Algorithm.allCases) func `what is issued is good, for what it says and no longer`(
        _ algorithm: TokenKey.Algorithm
    ) async throws {
        let key = try TokenKey.random(algorithm)
        let read = try TokenKey(parsing: try #require(try key.encoded(publicOnly: algorithm == .edDSA)))
        let token = try await TokenIssuer(key: key, policy: Forge.policy).issue(
            asset: AssetID("clip"), classes: [.audio, .sd], subject: "s", viewer: "v", now: now, life: 4000)
        let verifier = TokenVerifier(keys: [read], policy: Forge.policy)
        let claims = try await verifier.verify(
            token, for: .init(asset: AssetID("clip"), trackClass: .sd, viewer: "v"), now: now + 600)
        #expect(claims.expires == now + 600 && claims.classes == [.audio, .sd])
        await #expect(throws: TokenRefusal.expired) {
            try await verifier.verify(token, for: .init(asset: AssetID("clip"), viewer: "v"), now: now + 630)
        }
        await #expect(throws: TokenRefusal.trackClass) {
            try await verifier.verify(token, for: .init(asset: AssetID("clip"), trackClass: .hd, viewer: "v"), now: now)
        }
        // A key that can only verify does not issue.
        if algorithm == .edDSA { #expect(throws: KeyError.self) { try TokenIssuer(key: read, policy: Forge.policy) } }
    }

    @Test(arguments: [
        "", "{}", "[]", #"{"kty":"oct","kid":"a","k":"AAAA"}"#,
        #"{"kty":"oct","kid":"","k":"\#(String(repeating: "A", count: 43))"}"#,
        #"{"kty":"oct","kid":"a","alg":"HS512","k":"\#(String(repeating: "A", count: 43))"}"#, #"{"kty":"RSA","kid":"a"}"#,
        #"{"kty":"OKP","kid":"a","crv":"X25519","x":"\#(String(repeating: "A", count: 43))"}"#,
        #"{"kty":"OKP","kid":"a","crv":"Ed25519"}"#,
        #"{"kty":"OKP","kid":"a","crv":"Ed25519","x":"AAAA"}"#,
        #"{"kty":"oct","kid":"a","kid":"b","k":"\#(String(repeating: "A", count: 43))"}"#,
        #"{"kty":"oct","alg":"none","kid":"a","k":"\#(String(repeating: "A", count: 43))"}"#,
    ]) func `bad token keys are refused`(_ text: String) {
        #expect(throws: KeyError.self) { try TokenKey(parsing: Array(text.utf8)) }
    }
}

@Suite struct TokenFuzzTests {
    /// K6: no crash and no token accepted that was not issued.
    @Test func `damaged tokens are all refused`() async throws {
        let verifier = TokenVerifier(keys: [try Forge.key], policy: Forge.policy)
        let request = TokenVerifier.Request(asset: AssetID("clip"))
        let bytes = Array(good.utf8)
        let letters = Array("ABCxyz019-_.=+/{}\":,\\ \u{0}é".utf8)
        var accepted = 0
        for round in 0..<200_000 {
            var token = bytes
            switch round % 4 {
            case 0: token[Int.random(in: 0..<token.count)] = letters.randomElement()!
            case 1: token.removeLast(Int.random(in: 1...token.count))
            case 2: token.insert(letters.randomElement()!, at: Int.random(in: 0...token.count))
            default: token = (0..<Int.random(in: 0...300)).map { _ in .random(in: 0...255) }
            }
            if token == bytes { continue }
            if (try? await verifier.verify(String(decoding: token, as: UTF8.self), for: request, now: now)) != nil {
                accepted += 1
            }
        }
        #expect(accepted == 0)
        print("200,000 damaged tokens, \(accepted) accepted")
    }

    /// Claims that were signed and are nonsense all the same.
    @Test func `signed nonsense is refused`() async throws {
        let verifier = TokenVerifier(keys: [try Forge.key], policy: Forge.policy)
        let text = Array(Forge.claims().utf8)
        var accepted = 0
        for _ in 0..<2000 {
            var claims = text
            for _ in 0..<Int.random(in: 1...4) { claims[Int.random(in: 0..<claims.count)] = .random(in: 0x20...0x7e) }
            if Set([claims, text]).count == 1 { continue }
            let token = Forge.token(claims: String(decoding: claims, as: UTF8.self))
            // A change of a claim that nobody asks for is another good token.
            if let found = try? await verifier.verify(token, for: .init(asset: AssetID("clip")), now: now) {
                #expect(found.issuer == Forge.policy.issuer && found.audience == "playback" && found.asset == AssetID("clip"))
                accepted += 1
            }
        }
        print("of 2,000 changed claims, \(accepted) still say what is needed")
    }
}

@Suite struct TokenUseTests {
    private func token(_ id: String, expires: Int64) -> PlaybackToken {
        PlaybackToken(
            issuer: "", audience: "", subject: "s", expires: expires, issued: 0, id: id, asset: AssetID("clip"), classes: [])
    }

    @Test func `the use after the last is refused`() throws {
        let uses = TokenUses(most: 3)
        for _ in 0..<3 { try uses.use(token("a", expires: 100), now: 0) }
        #expect(throws: TokenRefusal.usedUp) { try uses.use(token("a", expires: 100), now: 0) }
        try uses.use(token("b", expires: 100), now: 0)
    }

    @Test func `memory is bounded, and full of live tokens it lets nobody in`() throws {
        let uses = TokenUses(most: 1, capacity: 100)
        for number in 0..<100 { try uses.use(token("\(number)", expires: 100), now: 0) }
        #expect(throws: TokenRefusal.usedUp) { try uses.use(token("new", expires: 100), now: 0) }
        // Once the others have expired, there is room; what expired is refused by its expiry.
        try uses.use(token("new", expires: 300), now: 131)
    }
}
