import FoundationEssentials
import JWTKit
import MediaCore

/// Judges playback tokens. A token's own words decide nothing: the key it names fixes the algorithm, and any header member beyond
/// `alg`, `kid` and `typ` refuses it, so that nothing of it can name a key to be fetched or a rule to be skipped (RFC 8725 §3).
package struct TokenVerifier: Sendable {
    /// What is asked for with the token.
    package struct Request: Hashable, Sendable {
        package var asset: AssetID
        /// Whose key is wanted; nil where the asset alone counts.
        package var trackClass: TrackClass?
        /// Of whoever asks, where tokens are bound to viewers.
        package var viewer: String?

        package init(asset: AssetID, trackClass: TrackClass? = nil, viewer: String? = nil) {
            self.asset = asset
            self.trackClass = trackClass
            self.viewer = viewer
        }
    }

    private let keys: [String: TokenKey]
    private let policy: TokenPolicy

    private static let longest = 4096

    package init(keys: [TokenKey], policy: TokenPolicy) {
        self.keys = Dictionary(keys.map { ($0.id, $0) }) { first, _ in first }
        self.policy = policy
    }

    /// - Parameter now: seconds since 1970.
    /// - Returns: the claims, all of which hold.
    package func verify(
        _ token: String?, for request: Request, now: Int64
    ) async throws(TokenRefusal) -> PlaybackToken {
        guard let token, !token.isEmpty else { throw .absent }
        guard token.utf8.count <= Self.longest else { throw .tooLong }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64URL.decode(parts[0]), let claims = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2]), !signature.isEmpty
        else { throw .malformed }
        let key = try key(named: header)
        do { try StrictJSON.check(claims) } catch { throw .malformed }
        let verified: PlaybackToken
        do {
            verified = try await key.collection().verify(token, as: PlaybackToken.self)
        } catch is DecodingError {
            throw .claims
        } catch let error as JWTError where error.errorType == .malformedToken {
            throw .claims
        } catch { throw .signature }
        try judge(verified, for: request, now: now)
        return verified
    }

    private func key(named header: [UInt8]) throws(TokenRefusal) -> TokenKey {
        do { try StrictJSON.check(header) } catch { throw .malformed }
        guard let members = try? JSONDecoder().decode([String: String].self, from: Data(header)),
            Set(members.keys) == ["alg", "kid", "typ"], members["typ"] == PlaybackToken.type
        else { throw .header }
        guard let key = members["kid"].flatMap({ keys[$0] }) else { throw .unknownKey }
        guard members["alg"] == key.algorithm.rawValue else { throw .header }
        return key
    }

    private func judge(_ token: PlaybackToken, for request: Request, now: Int64) throws(TokenRefusal) {
        guard !token.subject.isEmpty, !token.id.isEmpty, token.issued >= 0 else { throw .claims }
        guard token.issuer == policy.issuer else { throw .issuer }
        guard token.audience == policy.audience else { throw .audience }
        guard token.asset == request.asset else { throw .asset }
        let (end, overflows) = token.expires.addingReportingOverflow(policy.skew)
        guard !overflows else { throw .tooLongLived }
        guard now < end else { throw .expired }
        guard token.issued <= now + policy.skew, token.notBefore ?? token.issued <= now + policy.skew else { throw .notYetValid }
        guard token.expires - token.issued <= policy.longestLife else { throw .tooLongLived }
        if let trackClass = request.trackClass, !token.classes.contains(trackClass) { throw .trackClass }
        if let viewer = token.viewer, viewer != request.viewer { throw .viewer }
    }
}
