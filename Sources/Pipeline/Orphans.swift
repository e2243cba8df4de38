import Catalog
import FoundationEssentials
import MediaCore
import Storage
import Threading

/// What killed processes have left beside the assets, and nobody will go on with.
package enum Orphans {
    /// Removes the journals and stagings of assets that have ended, and what is shown of those that ended without being published; of
    /// those in the making the stagings that no journal names and whose process is gone.
    ///
    /// - Parameters:
    ///   - output: the folder of the assets.
    ///   - journals: the folder of the journals.
    package static func collect(output: String, journals: String, catalog: any Catalog) async throws {
        let storage = LocalStorage(folder: output, marker: Report.fileName)
        let (stagings, journaled) = try await blockingCall(named: "orphans") {
            (try storage.stagings(), (try? FileManager.default.contentsOfDirectory(atPath: journals)) ?? [])
        }
        for name in Set(stagings.map(\.name)).union(journaled) {
            let record = try await record(of: AssetID(name), in: catalog)
            let isActive = record?.state.isActive ?? false
            try await blockingCall(named: "orphans") {
                let journal = JobJournal(folder: "\(journals)/\(name)", version: "")
                let needed = isActive ? journal.stagings() : []
                for (asset, staging) in stagings
                where asset == name && !needed.contains(staging) && !storage.isInUse(staging) {
                    try storage.removeStaging(staging)
                }
                if let record, !isActive, record.generation == nil { try storage.remove(name) }
                if !isActive { journal.remove() }
            }
        }
    }

    /// What the catalog does not know is nobody's.
    private static func record(of asset: AssetID, in catalog: any Catalog) async throws -> AssetRecord? {
        do {
            return try await catalog.asset(asset)
        } catch CatalogError.noSuchAsset {
            return nil
        }
    }
}
