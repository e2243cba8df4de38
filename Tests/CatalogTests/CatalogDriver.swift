import Foundation
import Synchronization

@testable import Catalog
@testable import SQLiteCatalog

/// The drivers that the suite holds to the protocol; a new one is added here.
enum CatalogDriver: String, CaseIterable, Sendable {
    case inMemory
    case sqlite

    /// - Parameter file: of a catalog that outlives its process; a new one where none is named.
    func makeCatalog(_ clock: ManualClock = ManualClock(), file: String? = nil) throws -> any Catalog {
        switch self {
        case .inMemory: InMemoryCatalog(rules: clock.rules)
        case .sqlite: try SQLiteCatalog.open(try file ?? Scratch.file(), rules: clock.rules)
        }
    }
}

/// A wall clock that tests set, and dice that fall as tests say.
final class ManualClock: Sendable {
    private let now = Mutex(CatalogTime(milliseconds: 1_000_000_000_000))
    let jitter = Mutex(0.5)

    func advance(_ duration: Duration) { now.withLock { $0 = $0 + duration } }
    var time: CatalogTime { now.withLock(\.self) }

    var rules: CatalogRules {
        CatalogRules(clock: { [self] in time }, jitter: { [self] in jitter.withLock(\.self) })
    }
}

enum Scratch {
    /// Emptied by the first test of a run.
    private static let folder: URL = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: ".build/catalogs")
        try? FileManager.default.removeItem(at: folder)
        return folder
    }()

    /// The path of a file that is not there yet, in a folder of its own.
    static func file() throws -> String {
        let folder = folder.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.appending(path: "catalog.sqlite").path
    }
}
