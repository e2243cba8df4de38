import Catalog
import Glibc
import MediaCore
import Storage
import Threading

/// Removes everything that there is of an asset.
package enum AssetErasure {
    /// The catalog's rows first, so that no job goes on; then what is published, what was in the making, and the original.
    ///
    /// - Returns: what could not be removed, as sentences.
    package static func erase(_ asset: AssetID, from catalog: any Catalog) async throws -> [String] {
        let order = try UploadOrder(try await catalog.asset(asset).order)
        let original = try await blockingCall(named: "erase") { order.blockingOriginal(of: asset) }
        try await catalog.delete(asset)
        return try await blockingCall(named: "erase") {
            var left: [String] = []
            do {
                let (storage, name) = try LocalStorage.split(destination: order.destination, marker: Report.fileName)
                try storage.remove(name)
                for (of, staging) in try storage.stagings() where of == name { try storage.removeStaging(staging) }
                JobJournal(folder: "\(storage.folder)/\(JobJournal.root)/\(asset)", version: "").remove()
            } catch {
                left.append("\(error)")
            }
            if let original, unlink(original) != 0, errno != ENOENT {
                left.append("Cannot remove the original \(original): \(String(cString: strerror(errno))).")
            }
            return left
        }
    }
}
