/// An element of an XML document that is only ever written: attributes and children stay in the order given, so that the same
/// value is the same text.
struct XMLElement {
    var name: String
    var attributes: [(name: String, value: String)]
    var children: [XMLElement]
    /// In the place of children.
    var text = ""

    init(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], children: [XMLElement] = []) {
        self.name = name
        self.attributes = attributes.map { ($0.key, $0.value) }
        self.children = children
    }

    /// A whole document with this element as its root, two spaces a level.
    var document: String {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        write(to: &text, indentation: "")
        return text
    }

    private func write(to output: inout String, indentation: String) {
        output += "\(indentation)<\(name)"
        for (name, value) in attributes { output += " \(name)=\"\(Self.escaped(value))\"" }
        guard text.isEmpty else { return output += ">\(Self.escaped(text))</\(name)>\n" }
        guard !children.isEmpty else {
            output += "/>\n"
            return
        }
        output += ">\n"
        for child in children { child.write(to: &output, indentation: indentation + "  ") }
        output += "\(indentation)</\(name)>\n"
    }

    /// An attribute's value (XML 1.0 §2.3). Characters that XML cannot hold at all (§2.2) become U+FFFD.
    private static func escaped(_ value: String) -> String {
        var escaped = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\t", "\n", "\r": escaped += "&#\(scalar.value);"
            case "\u{0}"..<" ", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
