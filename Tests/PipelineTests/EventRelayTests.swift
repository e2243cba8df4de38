import Catalog
import Events
import MediaCore
import Synchronization
import Testing

@testable import Pipeline

@Suite struct EventRelayTests {
    /// Hears everything, and fails as often as it is told to.
    private final class Listener: EventBus {
        let heard = Mutex<[AssetEvent]>([])
        let failures: Mutex<Int>

        init(failures: Int = 0) { self.failures = Mutex(failures) }

        func deliver(_ event: AssetEvent) async throws {
            let fails = failures.withLock { failures in
                failures -= 1
                return failures >= 0
            }
            if fails { throw Deaf() }
            heard.withLock { $0.append(event) }
        }
    }

    private struct Deaf: Error {}

    @Test func `every event is heard in order, again where a listener failed`() async throws {
        let catalog = InMemoryCatalog()
        for number in 0..<250 { try await catalog.register(Upload(asset: AssetID("\(number)"))) }
        let (good, bad) = (Listener(), Listener(failures: 3))
        let relay = EventRelay(catalog, to: [good, bad])
        for _ in 0..<3 { await #expect(throws: Deaf.self) { try await relay.deliverPending() } }
        try await relay.deliverPending()
        let all = (0..<250).map { AssetEvent(asset: AssetID("\($0)"), kind: .uploaded) }
        #expect(bad.heard.withLock(\.self) == all)
        #expect(good.heard.withLock(\.self) == [all[0], all[0], all[0]] + all)
        #expect(await catalog.pendingEvents(limit: 9).isEmpty)
    }
}
