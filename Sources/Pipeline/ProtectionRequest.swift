import Keys
import MediaCore

/// How an asset is to be encrypted: once for each scheme, in a folder of its own, from one transcode.
package struct ProtectionRequest: Sendable {
    /// At least one, each once.
    package var schemes: [ProtectionScheme]
    /// Nil for fresh ones.
    package var keys: ContentKeySet?
    /// Called with the keys before anything is encrypted; where it throws, nothing is.
    package var keep: @Sendable (ContentKeySet) throws -> Void
    /// Segments that begin before it stay clear.
    package var clearLead = MediaTime.zero
    /// Thumbnails and poster are left out: players know no encrypted ones.
    package var protectsThumbnails = false
    /// Nil where one key lasts for a whole track.
    package var segmentsPerKey: Int?
    /// Of DRM services.
    package var systems: [ProtectionSystem] = []
    /// As in `PresentationProtection`.
    package var keyURITemplate = Self.usualKeyURI
    package var licenceURI = Self.usualLicenceURI
    /// Of those that each scheme is for.
    package var manifests: Set<ManifestKind> = [.hls, .dash]

    package static let usualKeyURI = "/keys/{kid}"
    package static let usualLicenceURI = "/keys/clearkey"

    package init(
        schemes: [ProtectionScheme], keys: ContentKeySet? = nil,
        keep: @escaping @Sendable (ContentKeySet) throws -> Void = { _ in }
    ) {
        self.schemes = schemes
        self.keys = keys
        self.keep = keep
    }
}
