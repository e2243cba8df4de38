import FoundationEssentials
import MediaCore

/// Where the keys of assets are kept.
package protocol ContentKeyStore: Sendable {
    /// Nil where there is no such asset.
    /// - Throws: where the store or its key-encryption key cannot be had just now.
    func keys(of asset: AssetID) async throws -> ContentKeySet?
}

/// What is answered to a request for keys, status and header fields of HTTP included.
package struct LicenceAnswer: Hashable, Sendable {
    package let status: Int
    package let contentType: String
    package let body: [UInt8]

    /// Of every answer: none may be kept by a cache, and no page it leads to learns the token in its address.
    package static let headerFields = ["Cache-Control": "no-store, private", "Referrer-Policy": "no-referrer"]

    /// The one answer to a token that is absent, expired, wrong or for something else, so that trying tells nothing.
    static let refused = LicenceAnswer(status: 403, contentType: "text/plain", body: Array("Forbidden\n".utf8))
    static let notUnderstood = LicenceAnswer(status: 400, contentType: "text/plain", body: Array("Bad Request\n".utf8))
    static let unavailable = LicenceAnswer(status: 503, contentType: "text/plain", body: Array("Service Unavailable\n".utf8))
}

/// Hands out content keys to bearers of playback tokens. It speaks no HTTP: a server passes on what it was asked and answers what
/// is answered here.
package struct LicenceService: Sendable {
    private let store: any ContentKeyStore
    private let verifier: TokenVerifier
    private let uses: TokenUses?

    /// - Parameter uses: limits how often a token counts; nil for any number until it expires.
    package init(store: any ContentKeyStore, verifier: TokenVerifier, uses: TokenUses? = nil) {
        self.store = store
        self.verifier = verifier
        self.uses = uses
    }

    /// An HLS key: its sixteen bytes (RFC 8216 §5).
    /// - Parameter now: seconds since 1970.
    package func hlsKey(
        _ id: KeyID, of asset: AssetID, token: String?, viewer: String? = nil, now: Int64
    ) async -> LicenceAnswer {
        await answer([id], asset, token, viewer, now) { keys in
            LicenceAnswer(status: 200, contentType: "application/octet-stream", body: keys[0].secret.copiedBytes)
        }
    }

    /// A ClearKey licence (W3C Encrypted Media Extensions §9.1.4) with those keys of the request that the token is good for.
    /// - Parameter request: the JSON that the browser made (§9.1.3).
    package func clearKey(
        _ request: [UInt8], of asset: AssetID, token: String?, viewer: String? = nil, now: Int64
    ) async -> LicenceAnswer {
        struct Request: Decodable {
            let kids: [String]
        }
        guard request.count <= 65536, (try? StrictJSON.check(request)) != nil,
            let names = try? JSONDecoder().decode(Request.self, from: Data(request)).kids, (1...256).contains(names.count)
        else { return .notUnderstood }
        let ids = names.compactMap { Base64URL.decode($0) }.filter { $0.count == 16 }.map(KeyID.init(bytes:))
        guard ids.count == names.count else { return .notUnderstood }
        return await answer(ids, asset, token, viewer, now) { keys in
            LicenceAnswer(status: 200, contentType: "application/json", body: Array(Self.licence(keys).utf8))
        }
    }

    private func answer(
        _ ids: [KeyID], _ asset: AssetID, _ token: String?, _ viewer: String?, _ now: Int64,
        _ grant: ([ContentKey]) -> LicenceAnswer
    ) async -> LicenceAnswer {
        // The token comes first: whoever has none costs no look into the store.
        guard let claims = try? await verifier.verify(token, for: .init(asset: asset, viewer: viewer), now: now) else {
            return .refused
        }
        let known: ContentKeySet?
        do { known = try await store.keys(of: asset) } catch { return .unavailable }
        let granted = ids.compactMap { known?[$0] }.filter { claims.classes.contains($0.trackClass) }
        guard !granted.isEmpty, (try? uses?.use(claims, now: now)) != nil || uses == nil else { return .refused }
        return grant(granted)
    }

    /// Written by hand: every value is base64url.
    private static func licence(_ keys: [ContentKey]) -> String {
        let members = keys.map { key in
            #"{"kty":"oct","kid":"\#(Base64URL.encode(key.id.bytes))","k":"\#(Base64URL.encode(key.secret.copiedBytes))"}"#
        }
        return #"{"keys":[\#(members.joined(separator: ","))],"type":"temporary"}"#
    }
}
