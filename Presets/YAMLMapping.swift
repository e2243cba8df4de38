import Yams

/// One mapping of a preset's YAML: known keys only, and errors that name line and key.
struct YAMLMapping {
    let file: String
    /// Of the mapping's start.
    let line: Int?
    private let values: [String: (value: Node, line: Int?)]

    /// - Parameters:
    ///   - name: what the mapping describes, for errors.
    ///   - keys: all that it may have.
    init(_ node: Node, file: String, name: String, keys: [String]) throws(PresetError) {
        self.file = file
        self.line = node.mark?.line
        guard let mapping = node.mapping else {
            throw PresetError(
                file: file, line: node.mark?.line, key: name,
                message: "expected keys with values (\(keys.joined(separator: ", ")))")
        }
        var values: [String: (value: Node, line: Int?)] = [:]
        for (key, value) in mapping {
            let line = key.mark?.line
            let keyName = key.scalar?.string ?? "?"
            guard keys.contains(keyName) else {
                throw PresetError(
                    file: file, line: line, key: keyName, message: "unknown key; allowed are \(keys.joined(separator: ", "))")
            }
            values[keyName] = (value, value.mark?.line ?? line)
        }
        self.values = values
    }

    /// The value as it stands.
    func node(_ key: String) -> Node? { values[key]?.value }

    func text(_ key: String) throws(PresetError) -> String? {
        guard let value = node(key) else { return nil }
        guard let text = value.scalar?.string, !text.isEmpty else { throw fault(key, "expected a text") }
        return text
    }

    /// One of a list of words.
    func word(_ key: String, of allowed: [String]) throws(PresetError) -> String? {
        guard let word = try text(key) else { return nil }
        guard allowed.contains(word) else {
            throw fault(key, "\"\(word)\" is not one of \(allowed.joined(separator: ", "))")
        }
        return word
    }

    func flag(_ key: String) throws(PresetError) -> Bool? {
        try word(key, of: ["true", "false"]).map { $0 == "true" }
    }

    /// A decimal in units of 1/`unit`, exact.
    ///
    /// - Parameter range: in the same units.
    func decimal(_ key: String, unit: Int, in range: ClosedRange<Int>) throws(PresetError) -> Int? {
        guard let value = node(key) else { return nil }
        let text = value.scalar?.string
        guard let text, let number = Self.decimal(text, unit: unit), range.contains(number) else {
            let bounds = "\(Self.text(range.lowerBound, unit: unit)) to \(Self.text(range.upperBound, unit: unit))"
            throw fault(key, "expected a number from \(bounds), found \(Self.quoted(text))")
        }
        return number
    }

    /// Bits a second: a number, or one with `k` or `M`.
    func rate(_ key: String, in range: ClosedRange<Int>) throws(PresetError) -> Int? {
        guard let value = node(key) else { return nil }
        let text = value.scalar?.string
        guard let text, let rate = Self.rate(text), range.contains(rate) else {
            let bounds = "\(range.lowerBound / 1000)k to \(range.upperBound / 1000)k"
            throw fault(key, "expected bits a second from \(bounds), such as 900k or 1.8M, found \(Self.quoted(text))")
        }
        return rate
    }

    func fault(_ key: String, _ message: String) -> PresetError {
        PresetError(file: file, line: values[key]?.line ?? line, key: key, message: message)
    }

    private static func rate(_ text: String) -> Int? {
        switch text.last {
        case "k": decimal(String(text.dropLast()), unit: 1_000)
        case "M": decimal(String(text.dropLast()), unit: 1_000_000)
        default: decimal(text, unit: 1)
        }
    }

    /// `unit` is a power of ten; more decimals than it holds are refused rather than rounded.
    private static func decimal(_ text: String, unit: Int) -> Int? {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        guard parts.allSatisfy({ (1...9).contains($0.count) && $0.allSatisfy(isDigit) }) else { return nil }
        var value = 0
        for digit in parts[0] { value = value * 10 + Int(digit - UInt8(ascii: "0")) }
        value *= unit
        var place = unit
        if parts.count == 2 {
            for digit in parts[1] {
                guard place % 10 == 0 else { return nil }
                place /= 10
                value += Int(digit - UInt8(ascii: "0")) * place
            }
        }
        return value
    }

    private static func text(_ number: Int, unit: Int) -> String {
        number % unit == 0 ? "\(number / unit)" : "\(Double(number) / Double(unit))"
    }

    private static func quoted(_ text: String?) -> String { text.map { "\"\($0)\"" } ?? "a list or keys" }
}
