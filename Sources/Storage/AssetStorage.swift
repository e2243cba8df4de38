/// Where published assets live: the port that drivers implement. Every call blocks; async callers go over Threading's bridge.
package protocol AssetStorage: Sendable {
    associatedtype Staging: AssetStaging

    /// Finds out, before any work is done, whether an asset of this name could be published.
    func checkCanCreate(_ name: String, replacingExisting: Bool) throws(StorageError)

    /// Begins an asset that nobody sees until it is published.
    func beginStaging(_ name: String) throws(StorageError) -> Staging
}

/// An asset in the making. `put` and `sync` may be called by several threads at once, the other calls only while neither is under way.
/// Segments go before the manifests that name them. Letting go of one that was not published discards it.
package protocol AssetStaging: Sendable {
    /// Writes a new file.
    /// - Parameters:
    ///   - path: relative, such as `video/h264/1080p/init.mp4`; folders are made as needed.
    ///   - pieces: the file's bytes, in order.
    func put(_ path: String, _ pieces: [[UInt8]]) throws(StorageError)

    /// Writes a new file that is too large to hold.
    /// - Parameter next: the next of its bytes, nil at the end; what it throws is thrown on and leaves no file.
    func put(_ path: String, blocks next: () throws -> [UInt8]?) throws

    /// Returns when all that was put before would survive a loss of power.
    func sync() throws(StorageError)

    /// Syncs what was put and makes the asset visible, whole, in one step.
    /// - Parameter replacingExisting: an asset of the same name gives way; otherwise it is an error.
    func publish(replacingExisting: Bool) throws(StorageError)

    /// Removes everything that was put. Does nothing once published or discarded.
    func discard() throws(StorageError)
}

extension AssetStaging {
    package func put(_ path: String, _ bytes: [UInt8]) throws(StorageError) { try put(path, [bytes]) }
}
