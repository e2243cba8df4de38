/// How much of a track's media is encrypted.
package struct ProtectionAccount: Hashable, Sendable {
    package var samples = 0
    /// Published under a key. One of less than a block of chained blocks has nothing to encrypt.
    package var protectedSamples = 0
    package var bytes = 0
    /// In runs that only a key opens; of a pattern also the blocks that it leaves.
    package var protectedBytes = 0

    package init() {}

    package static func + (one: ProtectionAccount, other: ProtectionAccount) -> ProtectionAccount {
        var sum = one
        sum.samples += other.samples
        sum.protectedSamples += other.protectedSamples
        sum.bytes += other.bytes
        sum.protectedBytes += other.protectedBytes
        return sum
    }
}
