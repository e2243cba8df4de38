/// Where an asset stands.
///
/// ```
/// uploaded ──plan──► processing ──publish──► published
///     └───────────────────┴──────fail──────► failed
/// ```
package enum AssetState: String, Hashable, Codable, Sendable {
    case uploaded
    case processing
    case published
    case failed

    /// Whether the asset may go from this state to `next`. The last two are final.
    package func allows(_ next: AssetState) -> Bool {
        switch (self, next) {
        case (.uploaded, .processing), (.processing, .published), (.uploaded, .failed), (.processing, .failed): true
        default: false
        }
    }
}
