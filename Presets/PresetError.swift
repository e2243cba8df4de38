/// What is wrong with a preset, and where.
package struct PresetError: Error, Hashable, Sendable {
    /// As the person named it.
    package var file: String
    /// Counted from one; absent where the fault is not in a text.
    package var line: Int?
    /// The key whose value is wrong; absent where the text has no keys to speak of.
    package var key: String?
    /// What was found and what is allowed.
    package var message: String

    package init(file: String, line: Int? = nil, key: String? = nil, message: String) {
        self.file = file
        self.line = line
        self.key = key
        self.message = message
    }
}

extension PresetError: CustomStringConvertible {
    package var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return key.map { "\(place): \($0): \(message)" } ?? "\(place): \(message)"
    }
}
