/// An event with its number in the outbox that it was recorded in.
package struct RecordedEvent: Hashable, Codable, Sendable {
    /// Rises in the order of recording; gaps mean nothing.
    package let id: Int64
    package let event: AssetEvent

    package init(id: Int64, event: AssetEvent) {
        self.id = id
        self.event = event
    }
}
