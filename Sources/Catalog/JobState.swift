/// Where a job stands.
///
/// ```
///            last blocker done            claim                complete
///  waiting ────────────────────► ready ─────────► running ────────────────► done
///                                  ▲  ▲            │ │ │
///                                  │  └──release───┘ │ └──── fail for good ─► failed
///                        time came │                 │
///                                delayed ◄── fail, or lease ran out
/// ```
///
/// When an asset ends for any reason, its jobs that are not `done` or `failed` become `dropped`.
package enum JobState: String, Hashable, Codable, Sendable, CaseIterable {
    /// Other jobs of the asset come first.
    case waiting
    case ready
    /// It failed and is tried again later.
    case delayed
    /// Somebody holds its lease.
    case running
    case done
    case failed
    case dropped
}
