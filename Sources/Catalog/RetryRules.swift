/// Why a job did not end well, in the classes that decide what happens next. What is wrong with the machine itself, such as a full
/// disk, is no failure of the job: it is released.
package enum FailureClass: String, Hashable, Codable, Sendable, CaseIterable {
    /// It may work the next time: a write error, a store that did not answer.
    case transient
    /// Its bytes could not be read: the disk may answer once more, and hardly a third time.
    case unreadable
    /// Trying again cannot help.
    case permanent
    /// Its worker crashed, hung, grew too large, or let its lease run out.
    case crash
}

/// What became of a job that failed.
package enum FailureVerdict: Hashable, Sendable {
    case retry(at: CatalogTime)
    case failed
    case quarantined
}

/// How claims are timed and failures judged; the same for every driver.
package struct CatalogRules: Sendable {
    package var timing: Timing
    /// The wall clock of the store's machine. It may jump; a catalog's time does not go back with it.
    package var clock: @Sendable () -> CatalogTime
    /// A random number from 0 up to 1.
    package var jitter: @Sendable () -> Double

    package static let transientAttempts = 5
    package static let readings = 2
    package static let crashes = 3

    package init(
        timing: Timing = Timing(), clock: @escaping @Sendable () -> CatalogTime = CatalogTime.wallClock,
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.timing = timing
        self.clock = clock
        self.jitter = jitter
    }

    /// Leases that outlive everybody.
    package static var ofOneProcess: CatalogRules {
        var timing = Timing()
        timing.lease = .seconds(100 * 365 * 24 * 3600)
        return CatalogRules(timing: timing)
    }

    /// - Parameter earlier: failures of this class that the job had before; crashes within the window only.
    package func verdict(_ failure: FailureClass, earlier: Int, at now: CatalogTime) -> FailureVerdict {
        switch failure {
        case .permanent: return .failed
        case .transient where earlier + 1 >= Self.transientAttempts: return .failed
        case .unreadable where earlier + 1 >= Self.readings: return .failed
        case .crash where earlier + 1 >= Self.crashes: return .quarantined
        case .transient, .unreadable, .crash:
            let ceiling = min(timing.retryCap, timing.retryBase * (1 << min(earlier, 20)))
            return .retry(at: now + ceiling * jitter())
        }
    }

    /// Jobs of a tenant are handed out by this number, the smallest first. It never changes, so one index holds the order: what has
    /// waited long comes before what is newer and of higher priority. All jobs of an asset have the asset's time: what is begun is
    /// finished before the next is begun.
    package func orderKey(_ kind: JobKind, queued: CatalogTime, priority: Int) -> Int64 {
        (queued - timing.ageing * priority + timing.chunkSpread * kind.chunks.lowerBound).milliseconds
    }
}
