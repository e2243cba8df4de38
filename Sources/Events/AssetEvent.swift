import MediaCore

/// Something that happened to an asset and that others may want to know.
package struct AssetEvent: Hashable, Codable, Sendable {
    package enum Kind: String, Hashable, Codable, Sendable {
        /// Its bytes are on disk.
        case uploaded = "video.uploaded"
        /// Its beginning can be watched, and the rest is being made.
        case playable = "video.playable"
        /// It is published.
        case processed = "video.processed"
        /// It will not be published, whatever the reason.
        case failed = "video.failed"
        /// Nothing of it is left.
        case deleted = "video.deleted"
    }

    package let asset: AssetID
    package let kind: Kind

    package init(asset: AssetID, kind: Kind) {
        self.asset = asset
        self.kind = kind
    }
}

/// Carries events to whoever listens. Delivery is at least once; a listener tells repetitions by asset and kind.
package protocol EventBus: Sendable {
    func deliver(_ event: AssetEvent) async throws
}
