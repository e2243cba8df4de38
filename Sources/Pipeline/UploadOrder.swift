import FoundationEssentials
import MediaCore
import Storage

/// What is to become of an upload: the text that a catalog keeps for it.
package struct UploadOrder: Hashable, Codable, Sendable {
    /// Of this format; an order of a later one is refused.
    package private(set) var version = 1
    /// The watched folder, and the source's path in it when it was taken.
    package var folder: String
    package var path: String
    /// Of the source at that time: another file in its place is not this upload.
    package var identity: FileIdentity
    /// Folder to be.
    package var destination: String
    /// A preset's YAML.
    package var preset: String

    package init(folder: String, path: String, identity: FileIdentity, destination: String, preset: String) {
        self.folder = folder
        self.path = path
        self.identity = identity
        self.destination = destination
        self.preset = preset
    }

    /// - Throws: where another release, or another program, has written the text.
    package init(_ text: String) throws(UnknownOrder) {
        guard let order = try? JSONDecoder().decode(UploadOrder.self, from: Data(text.utf8)), order.version == 1 else {
            throw UnknownOrder()
        }
        self = order
    }

    package var text: String {
        // Strings and numbers always encode.
        String(decoding: (try? JSONEncoder().encode(self)) ?? Data(), as: UTF8.self)
    }

    /// Where the original lies now; nil where it is gone, or is not what it was. Blocks.
    package func blockingOriginal(of asset: AssetID) -> String? {
        guard let inbox = try? InboxFolder(folder, excluding: []) else { return nil }
        return inbox.locate(path, identity, alias: asset.value).map(inbox.absolute)
    }
}

package struct UnknownOrder: Error, CustomStringConvertible {
    package let description = "The upload's order is not one that this release understands; upload it again."
}
