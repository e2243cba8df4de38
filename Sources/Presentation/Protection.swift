import MediaCore

/// How all of a presentation is encrypted, and where its players fetch keys.
package struct PresentationProtection: Hashable, Codable, Sendable {
    package var scheme: ProtectionScheme
    /// Where HLS players fetch a key; `{kid}` in it stands for the key's ID.
    package var keyURITemplate: String
    /// Where browsers fetch a ClearKey licence.
    package var licenceURI: String

    package init(scheme: ProtectionScheme, keyURITemplate: String, licenceURI: String) {
        self.scheme = scheme
        self.keyURITemplate = keyURITemplate
        self.licenceURI = licenceURI
    }

    /// What of a key URI stands for the key's ID.
    package static let placeholder = "{kid}"

    package func keyURI(of key: KeyID) -> String { keyURITemplate.replacing(Self.placeholder, with: key.description) }
}

/// How one track is encrypted.
package struct MediaProtection: Hashable, Codable, Sendable {
    /// In the order of their use; the first is the one that the init segment names.
    package var keyIDs: [KeyID]
    /// Each with its `pssh` box; FairPlay with its key URI.
    package var systems: [ProtectionSystem]

    package init(keyIDs: [KeyID], systems: [ProtectionSystem]) {
        self.keyIDs = keyIDs
        self.systems = systems
    }
}

/// What opens one segment.
package struct SegmentKey: Hashable, Codable, Sendable {
    package var id: KeyID
    /// Sixteen bytes; absent where every sample has its own.
    package var vector: [UInt8]?

    package init(id: KeyID, vector: [UInt8]?) {
        self.id = id
        self.vector = vector
    }
}
