import Ciphers
import Foundation
import MediaCore
import Testing

@testable import Keys

private struct Store: ContentKeyStore {
    struct Down: Error {}

    var sets: [AssetID: ContentKeySet]
    var isDown = false

    func keys(of asset: AssetID) async throws -> ContentKeySet? {
        if isDown { throw Down() }
        return sets[asset]
    }
}

@Suite struct LicenceTests {
    private let keys: ContentKeySet
    private let asset = AssetID("clip")
    private let now = TokenForge.now

    init() throws { keys = try ContentKeySet.random(schemes: [.cbcs], classes: [.audio, .hd, .uhd], periods: 1) }

    private func service(isDown: Bool = false, uses: TokenUses? = nil) throws -> LicenceService {
        LicenceService(
            store: Store(sets: [asset: keys], isDown: isDown),
            verifier: TokenVerifier(keys: [try TokenForge.key], policy: TokenForge.policy), uses: uses)
    }

    private func id(_ trackClass: TrackClass) throws -> KeyID { try #require(keys.keys.first { $0.trackClass == trackClass }).id }

    @Test func `an HLS key is its sixteen bytes`() async throws {
        let answer = try await service().hlsKey(id(.hd), of: asset, token: TokenForge.token(), now: now)
        #expect(answer.status == 200 && answer.contentType == "application/octet-stream")
        #expect(try answer.body == keys[id(.hd)]?.secret.copiedBytes && answer.body.count == 16)
        #expect(LicenceAnswer.headerFields["Cache-Control"] == "no-store, private")
    }

    @Test func `a ClearKey licence holds what was asked for and allowed`() async throws {
        let ids = try [id(.audio), id(.hd), id(.uhd)].map { TokenForge.base64URL($0.bytes) }
        let request = #"{"kids":["\#(ids.joined(separator: "\",\""))"],"type":"temporary"}"#
        let answer = try await service().clearKey(Array(request.utf8), of: asset, token: TokenForge.token(), now: now)
        #expect(answer.status == 200 && answer.contentType == "application/json")
        let licence = try #require(JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
        #expect(licence["type"] as? String == "temporary")
        let members = try #require(licence["keys"] as? [[String: String]])
        #expect(members.map { $0["kid"] } == Array(ids.prefix(2)))
        #expect(members.allSatisfy { $0["kty"] == "oct" && $0.count == 3 && !$0["k"]!.contains("=") })
        #expect(try Base64URL.decode(members[1]["k"]!) == keys[id(.hd)]?.secret.copiedBytes)
    }

    /// K7: nothing tells which of the reasons it was.
    @Test func `every refusal is the same to the byte`() async throws {
        let service = try service()
        let tokens: [String?] = [
            nil, "", "nonsense", TokenForge.token(secret: [UInt8](repeating: 1, count: 32)),
            TokenForge.token(claims: TokenForge.claims(["exp": "\(now - 100)"])),
            TokenForge.token(claims: TokenForge.claims(["asset": "\"other\""])),
            TokenForge.token(claims: TokenForge.claims(["classes": "[]"])),
            TokenForge.token(claims: TokenForge.claims(["aud": "\"x\""])),
        ]
        var answers: Set<LicenceAnswer> = []
        let request = try Array(#"{"kids":["\#(TokenForge.base64URL(id(.hd).bytes))"]}"#.utf8)
        for token in tokens {
            answers.insert(try await service.hlsKey(id(.hd), of: asset, token: token, now: now))
            answers.insert(await service.clearKey(request, of: asset, token: token, now: now))
        }
        // A key that does not exist, one of a class that the token lacks, and an asset that does not exist.
        answers.insert(
            await service.hlsKey(KeyID(bytes: [UInt8](repeating: 3, count: 16)), of: asset, token: TokenForge.token(), now: now))
        answers.insert(try await service.hlsKey(id(.uhd), of: asset, token: TokenForge.token(), now: now))
        answers.insert(try await service.hlsKey(id(.hd), of: AssetID("none"), token: TokenForge.token(), now: now))
        #expect(answers.count == 1 && answers.first?.status == 403)
    }

    /// F-38.
    @Test func `a store that is down is said to those with a token only`() async throws {
        let service = try service(isDown: true)
        #expect(try await service.hlsKey(id(.hd), of: asset, token: TokenForge.token(), now: now).status == 503)
        #expect(try await service.hlsKey(id(.hd), of: asset, token: nil, now: now).status == 403)
    }

    /// K11.
    @Test func `a token can be good for a number of uses`() async throws {
        let service = try service(uses: TokenUses(most: 2))
        var statuses: [Int] = []
        for _ in 0..<3 {
            statuses.append(try await service.hlsKey(id(.hd), of: asset, token: TokenForge.token(), now: now).status)
        }
        #expect(statuses == [200, 200, 403])
    }

    @Test(arguments: [
        "", "{}", "[]", #"{"kids":[]}"#, #"{"kids":["AAAA"]}"#, #"{"kids":[1]}"#, #"{"kids":["=="]}"#,
        #"{"kids":["a"],"kids":["b"]}"#,
    ])
    func `a request that is none is said so`(_ text: String) async throws {
        let answer = try await service().clearKey(Array(text.utf8), of: asset, token: TokenForge.token(), now: now)
        #expect(answer.status == 400)
    }
}
