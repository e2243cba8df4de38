import Catalog
import Events

/// Takes events from a catalog's outbox to whoever listens, in order, each at least once.
package struct EventRelay: Sendable {
    private let catalog: any Catalog
    private let listeners: [any EventBus]

    package init(_ catalog: any Catalog, to listeners: [any EventBus]) {
        self.catalog = catalog
        self.listeners = listeners
    }

    /// Delivers what has been recorded so far. A listener that throws stops it, and hears the same event the next time.
    package func deliverPending() async throws {
        while true {
            let events = try await catalog.pendingEvents(limit: 100)
            if events.isEmpty { return }
            for event in events {
                for listener in listeners { try await listener.deliver(event.event) }
                try await catalog.acknowledge([event])
            }
        }
    }
}
