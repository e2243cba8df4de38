import Ciphers
import JWTKit
import MediaCore

/// What all tokens of a service have in common.
package struct TokenPolicy: Hashable, Sendable {
    package var issuer: String
    package var audience: String
    /// Seconds from issue to expiry, at most.
    package var longestLife: Int64
    /// Seconds by which the clocks of two machines may differ.
    package var skew: Int64 = 30

    package init(issuer: String, audience: String, longestLife: Int64 = TokenPolicy.usualLife) {
        self.issuer = issuer
        self.audience = audience
        self.longestLife = longestLife
    }

    /// Ten minutes.
    package static let usualLife: Int64 = 600
}

/// Issues playback tokens under one key.
package struct TokenIssuer: Sendable {
    private let key: TokenKey
    private let policy: TokenPolicy

    /// - Throws: `unsuitable` for a key that can only verify.
    package init(key: TokenKey, policy: TokenPolicy) throws(KeyError) {
        guard key.canSign else {
            throw KeyError(.unsuitable, "The token key \(key.id) can only verify; name the one with the member d.")
        }
        self.key = key
        self.policy = policy
    }

    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - life: seconds; the policy's longest where it is nil or more.
    package func issue(
        asset: AssetID, classes: Set<TrackClass>, subject: String, viewer: String? = nil, now: Int64, life: Int64? = nil
    ) async throws -> String {
        let token = PlaybackToken(
            issuer: policy.issuer, audience: policy.audience, subject: subject,
            expires: now + min(life ?? policy.longestLife, policy.longestLife), issued: now,
            id: Base64URL.encode(try randomBytes(12)), asset: asset, classes: classes, viewer: viewer)
        return try await key.collection().sign(
            token, kid: JWKIdentifier(string: key.id), header: ["typ": .string(PlaybackToken.type)])
    }
}
