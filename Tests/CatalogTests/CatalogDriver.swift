@testable import Catalog

/// The drivers that the suite holds to the protocol; a new one is added here.
enum CatalogDriver: String, CaseIterable, Sendable {
    case inMemory

    func makeCatalog() -> any Catalog {
        switch self {
        case .inMemory: InMemoryCatalog()
        }
    }
}
