import MediaCore

/// The attribute list of a tag (RFC 8216 §4.2): `NAME=value,NAME="quoted, value"`.
struct AttributeList: Hashable, Sendable {
    /// Values without their quotes.
    private(set) var values: [String: String] = [:]
    /// What is wrong with the text; nil where it follows the grammar.
    private(set) var problem: String?

    init(_ text: some StringProtocol) {
        var rest = Substring(text)
        while !rest.isEmpty {
            let name = rest.prefix { $0 != "=" }
            guard name.count < rest.count, !name.isEmpty, name.utf8.allSatisfy(Self.isNameByte) else {
                problem = "“\(rest)” is not NAME=value"
                return
            }
            rest = rest.dropFirst(name.count + 1)
            let value: Substring
            if rest.first == "\"" {
                value = rest.dropFirst().prefix { $0 != "\"" }
                guard rest.count >= value.count + 2 else {
                    problem = "the quotes of \(name) are not closed"
                    return
                }
                rest = rest.dropFirst(value.count + 2)
            } else {
                value = rest.prefix { $0 != "," }
                rest = rest.dropFirst(value.count)
            }
            if values[String(name)] == nil {
                values[String(name)] = String(value)
            } else {
                problem = "\(name) appears twice"
            }
            guard rest.isEmpty || (rest.first == "," && rest.count > 1) else {
                problem = "a comma or the end should follow \(name)"
                return
            }
            rest = rest.dropFirst()
        }
    }

    subscript(name: String) -> String? { values[name] }

    func integer(_ name: String) -> Int? { values[name].flatMap { Int($0) } }

    func seconds(_ name: String) -> MediaTime? { values[name].flatMap { DecimalSeconds($0)?.time } }

    /// A decimal-resolution, `640x360`, of a picture with an area; also the grid of a tile layout.
    func resolution(_ name: String) -> Resolution? { values[name].flatMap { Resolution(timesText: $0) } }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }
}

extension Resolution {
    /// `640x360`: two numbers from 1 to 65535.
    init?(timesText text: some StringProtocol) {
        let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { UInt16($0) ?? 0 }
        guard sides.count == 2, !sides.contains(0) else { return nil }
        self.init(width: Int(sides[0]), height: Int(sides[1]))
    }
}
