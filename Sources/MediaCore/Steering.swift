/// A rung's part where the lead's encoder steers the others.
package enum Steering: String, Hashable, Codable, Sendable {
    /// Looks ahead, and tells what it found.
    case leads
    /// Does as it is told, and looks ahead at nothing.
    case follows
}
