import MediaCore

/// What a catalog is told of new bytes on disk.
package struct Upload: Hashable, Sendable {
    package var asset: AssetID
    package var tenant: String
    /// What the tenant calls these bytes: a second upload with the same key is the first one. Nil for one that is like no other.
    package var key: String?
    /// From 0 to 9, the most urgent.
    package var priority: Int
    /// For whoever runs the jobs: where the bytes are and what is to become of them. The catalog does not look into it.
    package var order: String

    package static let soleTenant = "default"
    package static let usualPriority = 5

    package init(
        asset: AssetID, tenant: String = Self.soleTenant, key: String? = nil, priority: Int = Self.usualPriority,
        order: String = ""
    ) {
        self.asset = asset
        self.tenant = tenant
        self.key = key
        self.priority = priority
        self.order = order
    }
}
