/// One place where an asset breaks a rule.
package struct Violation: Hashable, Sendable {
    package let rule: Rule
    /// Path relative to the asset's folder.
    package let file: String
    /// Where inside the file: a line, a box, a sample.
    package let place: String?
    /// What was found and what was expected there.
    package let message: String

    package init(rule: Rule, file: String, place: String?, message: String) {
        self.rule = rule
        self.file = file
        self.place = place
        self.message = message
    }

    /// The same in a file of another path.
    func moved(to file: String) -> Violation { Violation(rule: rule, file: file, place: place, message: message) }
}

extension Violation: CustomStringConvertible {
    package var description: String { "\(rule.id) (\(rule.requirement)) \(file): \(placedMessage)" }

    private var placedMessage: String { place.map { "\($0): \(message)" } ?? message }
}

extension Violation: Encodable {
    private enum CodingKeys: String, CodingKey { case rule, requirement, file, message }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rule.id, forKey: .rule)
        try container.encode(rule.requirement, forKey: .requirement)
        try container.encode(file, forKey: .file)
        try container.encode(placedMessage, forKey: .message)
    }
}
