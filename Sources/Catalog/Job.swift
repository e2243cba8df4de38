import MediaCore

/// One piece of work on an asset, in the order in which pieces are handed out.
package enum JobKind: Hashable, Codable, Sendable {
    /// Read the source and make the plan.
    case ingest
    /// The whole of the sound that is encoded.
    case audio
    /// The whole of the tracks that are the source's own packets.
    case copy
    /// A run of the plan's chunks.
    case chunks(first: Int, count: Int)
    /// Sprite sheets, once every chunk is done.
    case pictures
    /// Manifests and the final rename, once everything else is done.
    case publish

    package enum Pool: Hashable, Sendable, CaseIterable {
        /// Takes a core or more for as long as it runs.
        case encoding
        /// Light: sound, pictures, planning and publishing.
        case light
    }

    package var pool: Pool {
        switch self {
        case .chunks, .copy: .encoding
        case .ingest, .audio, .pictures, .publish: .light
        }
    }
}

/// A job that its claimer alone may finish, as long as nobody claims it again.
package struct ClaimedJob: Hashable, Sendable {
    package let id: Int
    package let asset: AssetID
    package let kind: JobKind
    /// Rises with every claim of a store; each later write names it.
    package let fence: Int64

    package init(id: Int, asset: AssetID, kind: JobKind, fence: Int64) {
        self.id = id
        self.asset = asset
        self.kind = kind
        self.fence = fence
    }
}
