import MediaCore
import Planning

/// One piece of work on an asset.
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

    package enum Pool: String, Hashable, Codable, Sendable, CaseIterable {
        /// Takes a core or more for as long as it runs.
        case encoding
        /// Light: sound, pictures, planning and publishing.
        case light
    }

    /// What the kind is called where its numbers do not matter.
    package enum Name: String, Hashable, Codable, Sendable, CaseIterable { case ingest, audio, copy, chunks, pictures, publish }

    package var name: Name {
        switch self {
        case .ingest: .ingest
        case .audio: .audio
        case .copy: .copy
        case .chunks: .chunks
        case .pictures: .pictures
        case .publish: .publish
        }
    }

    package var pool: Pool { [.chunks, .copy].contains(name) ? .encoding : .light }

    /// The chunks of a run; none in other kinds.
    package var chunks: Range<Int> {
        if case .chunks(let first, let count) = self { first..<(first + count) } else { 0..<0 }
    }
}

extension JobKind.Name {
    /// The kinds of the same asset that must be done before a job of this one is ready.
    package var waitsFor: Set<JobKind.Name> {
        switch self {
        case .ingest, .audio, .copy, .chunks: []
        case .pictures: [.chunks]
        case .publish: [.audio, .copy, .chunks, .pictures]
        }
    }
}

/// A job of a plan, before the catalog knows it.
package struct PlannedJob: Hashable, Sendable {
    package let kind: JobKind
    /// Jobs of the plan that come first.
    package let blockers: Int
    /// What it takes from its tenant's share, in megapixels to encode; at least 1.
    package let cost: Int
    /// Resident bytes that its worker may grow to.
    package let memory: Int
}

extension TranscodePlan {
    /// The jobs that follow ingest, in the order in which they are wanted.
    ///
    /// - Parameters:
    ///   - chunksPerJob: at most; a sequential plan is one job in any case.
    ///   - memory: of one worker that encodes, in bytes.
    package func jobs(chunksPerJob: Int, memory: Int) -> [PlannedJob] {
        var kinds: [JobKind] = []
        if hasEncodedSound { kinds.append(.audio) }
        if hasCopies { kinds.append(.copy) }
        if let video, !video.chunks.isEmpty {
            let count = video.chunks.count
            let step = video.decode == .sequential ? count : max(1, chunksPerJob)
            kinds += stride(from: 0, to: count, by: step).map { .chunks(first: $0, count: min(step, count - $0)) }
            kinds.append(.pictures)
        }
        kinds.append(.publish)
        return kinds.map { kind in
            PlannedJob(
                kind: kind, blockers: kinds.count { kind.name.waitsFor.contains($0.name) }, cost: cost(of: kind),
                memory: kind.pool == .encoding ? memory : 0)
        }
    }

    private func cost(of kind: JobKind) -> Int {
        guard let video, !kind.chunks.isEmpty else { return 1 }
        let frames = video.chunks[kind.chunks].reduce(0) { $0 + $1.frames.count }
        return max(1, frames * video.renditions.reduce(0) { $0 + $1.resolution.pixelCount } / 1_000_000)
    }
}

/// A job that its claimer alone may finish, as long as it holds the lease.
package struct ClaimedJob: Hashable, Sendable {
    package let id: Int
    package let asset: AssetID
    package let kind: JobKind
    /// Rises with every claim of a store; each later write names it.
    package let fence: Int64
    /// Resident bytes that its worker may grow to.
    package let memory: Int

    package init(id: Int, asset: AssetID, kind: JobKind, fence: Int64, memory: Int = 0) {
        self.id = id
        self.asset = asset
        self.kind = kind
        self.fence = fence
        self.memory = memory
    }
}
