import JWTKit
import MediaCore

/// What a bearer may play and until when: the claims of a playback token (RFC 7519).
package struct PlaybackToken: Hashable, Sendable {
    /// `iss`
    package var issuer: String
    /// `aud`
    package var audience: String
    /// `sub`: who plays.
    package var subject: String
    /// `exp`, in seconds since 1970.
    package var expires: Int64
    /// `iat`
    package var issued: Int64
    /// `nbf`
    package var notBefore: Int64?
    /// `jti`: of this token alone.
    package var id: String
    package var asset: AssetID
    /// Whose keys the bearer gets.
    package var classes: Set<TrackClass>
    /// Binds the token to something of the viewer, such as an address: whoever plays must show the same.
    package var viewer: String?

    package init(
        issuer: String, audience: String, subject: String, expires: Int64, issued: Int64, notBefore: Int64? = nil, id: String,
        asset: AssetID, classes: Set<TrackClass>, viewer: String? = nil
    ) {
        self.issuer = issuer
        self.audience = audience
        self.subject = subject
        self.expires = expires
        self.issued = issued
        self.notBefore = notBefore
        self.id = id
        self.asset = asset
        self.classes = classes
        self.viewer = viewer
    }

    /// `typ` of the header: no other token of the same issuer passes for one of these (RFC 8725 §3.11).
    static let type = "sluice-playback+jwt"
}

extension PlaybackToken: JWTPayload {
    private enum CodingKeys: String, CodingKey {
        case issuer = "iss"
        case audience = "aud"
        case subject = "sub"
        case expires = "exp"
        case issued = "iat"
        case notBefore = "nbf"
        case id = "jti"
        case asset, classes, viewer
    }

    /// The claims are judged by `TokenVerifier`, which knows the time and what is asked for.
    package func verify(using algorithm: some JWTAlgorithm) async throws {}
}

/// Why a token was refused: for a log, never for its bearer.
package enum TokenRefusal: String, Error, Hashable, Sendable {
    case absent, tooLong, malformed
    /// A header member that is not known, or a value of one that is not allowed.
    case header
    case unknownKey
    case signature
    case claims
    case expired, notYetValid
    /// It lives longer than the policy allows.
    case tooLongLived
    case issuer, audience, asset, trackClass, viewer
    /// Used more often than allowed.
    case usedUp
}
