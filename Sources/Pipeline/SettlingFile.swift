import Storage

/// Whether a file in a watched folder is complete, as far as its state tells; looked at every now and then.
struct SettlingFile {
    /// What the latest look found.
    enum Verdict: Hashable {
        case wait
        case settled
    }

    private(set) var identity: FileIdentity
    /// When it was first found as it is.
    private(set) var since: ContinuousClock.Instant

    /// For a file that nobody has open to write.
    static let quiet = Duration.seconds(1)
    /// For one of which the system does not tell.
    static let longQuiet = Duration.seconds(15)

    init(_ file: InboxFile, at now: ContinuousClock.Instant) {
        identity = file.identity
        since = now
    }

    /// - Parameter isClosed: asked only where it matters; nil where the system does not tell.
    mutating func observe(_ file: InboxFile, at now: ContinuousClock.Instant, isClosed: () -> Bool?) -> Verdict {
        if file.identity != identity {
            identity = file.identity
            since = now
        }
        if file.isAnnounced { return .settled }
        guard now - since >= Self.quiet else { return .wait }
        switch isClosed() {
        case true?: return .settled
        case false?:
            since = now
            return .wait
        case nil: return now - since >= Self.longQuiet ? .settled : .wait
        }
    }
}
