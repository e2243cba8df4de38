/// Where an asset stands.
///
/// ```
///  uploaded ──plan──► processing ──publish──► published
///    │  ▲                 │                     │
///    │  └────restart──────┴─────────────────────┤
///    ├──────fail──────────┬──────► failed ──────┤
///    ├──────crashes───────┼──────► quarantined ─┤
///    └──────cancel────────┴──────► cancelled ───┴──delete──► deleted
/// ```
package enum AssetState: String, Hashable, Codable, Sendable, CaseIterable {
    case uploaded
    case processing
    case published
    /// It cannot be turned into video, or trying did not help.
    case failed
    /// It ended its workers too often; the original is kept for whoever looks into it.
    case quarantined
    case cancelled
    /// Only its name is left.
    case deleted

    /// Whether jobs of the asset may still run.
    package var isActive: Bool { self == .uploaded || self == .processing }

    /// Whether the asset may go from this state to `next`.
    package func allows(_ next: AssetState) -> Bool {
        switch next {
        case .processing: self == .uploaded
        case .published: self == .processing
        case .failed, .quarantined, .cancelled: isActive
        case .uploaded: self != .uploaded && self != .deleted
        case .deleted: self != .deleted
        }
    }
}
