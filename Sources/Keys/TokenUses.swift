import Synchronization

/// Counts how often tokens are used until they expire, for services that allow a number of uses only. Memory is bounded: while it
/// is full of live tokens, further ones are refused. Any thread.
package final class TokenUses: Sendable {
    private struct Use {
        var count: Int
        let expires: Int64
    }

    private let most: Int
    private let capacity: Int
    private let uses = Mutex<[String: Use]>([:])

    /// - Parameters:
    ///   - most: uses of one token.
    ///   - capacity: tokens remembered at once.
    package init(most: Int, capacity: Int = 100_000) {
        self.most = most
        self.capacity = capacity
    }

    /// Counts one use of a token that was verified.
    /// - Parameter now: seconds since 1970.
    package func use(_ token: PlaybackToken, now: Int64, skew: Int64 = 30) throws(TokenRefusal) {
        let isAllowed = uses.withLock { uses -> Bool in
            if var use = uses[token.id] {
                guard use.count < most else { return false }
                use.count += 1
                uses[token.id] = use
                return true
            }
            if uses.count >= capacity { uses = uses.filter { $0.value.expires + skew > now } }
            guard uses.count < capacity else { return false }
            uses[token.id] = Use(count: 1, expires: token.expires)
            return true
        }
        guard isAllowed else { throw .usedUp }
    }
}
