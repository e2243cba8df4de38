/// Reads the XML that manifests and key documents are written in: elements, attributes, character data, comments, CDATA, processing instructions and
/// the predefined entities (XML 1.0). A document type declaration is refused, so nothing can expand.
package struct XMLReader {
    private let bytes: [UInt8]
    private var position = 0
    private var open: [XMLElement] = []
    private var root: XMLElement?

    /// Deeper documents are refused.
    private static let maximumDepth = 64

    package static func parse(_ bytes: [UInt8]) throws(XMLProblem) -> XMLElement {
        var reader = XMLReader(bytes: bytes)
        while reader.position < bytes.count { try reader.readNext() }
        guard reader.open.isEmpty, let root = reader.root else { throw reader.problem("the document is not complete") }
        return root
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func readNext() throws(XMLProblem) {
        if bytes[position] != UInt8(ascii: "<") {
            try readText()
        } else if skip("<!--") {
            _ = try takeUntil("-->")
        } else if skip("<![CDATA[") {
            append(text: try takeUntil("]]>"))
        } else if skip("<?") {
            _ = try takeUntil("?>")
        } else if skip("</") {
            try readEndTag()
        } else if position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "!") {
            throw problem("declarations are not allowed")
        } else {
            position += 1
            try readStartTag()
        }
    }

    private mutating func readText() throws(XMLProblem) {
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "<") { position += 1 }
        let text = try unescaped(bytes[start..<position])
        let isBlank = text.allSatisfy { $0.isWhitespace }
        guard !open.isEmpty || isBlank else { throw problem("there is text outside the root element") }
        append(text: text)
    }

    private mutating func append(text: String) {
        guard !open.isEmpty else { return }
        open[open.count - 1].text += text
    }

    private mutating func readStartTag() throws(XMLProblem) {
        guard root == nil else { throw problem("there is a second root element") }
        guard open.count < Self.maximumDepth else { throw problem("elements are nested too deeply") }
        var element = XMLElement(name: try takeName())
        while true {
            skipWhitespace()
            if skip("/>") { return close(element) }
            if skip(">") { return open.append(element) }
            let name = try takeName()
            skipWhitespace()
            guard skip("=") else { throw problem("attribute \(name) has no value") }
            skipWhitespace()
            let quote = skip("\"") ? "\"" : skip("'") ? "'" : nil
            guard let quote else { throw problem("the value of \(name) is not quoted") }
            let value = try unescaped(ArraySlice(try takeUntil(quote).utf8))
            guard element.attributes.updateValue(value, forKey: name) == nil else {
                throw problem("attribute \(name) appears twice")
            }
        }
    }

    private mutating func readEndTag() throws(XMLProblem) {
        let name = try takeName()
        skipWhitespace()
        guard skip(">"), let element = open.popLast(), element.name == name else {
            throw problem("</\(name)> closes nothing")
        }
        close(element)
    }

    private mutating func close(_ element: XMLElement) {
        var element = element
        element.text = String(element.text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
        if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
    }

    private mutating func takeName() throws(XMLProblem) -> String {
        let start = position
        while position < bytes.count, !Self.delimiters.contains(bytes[position]) { position += 1 }
        guard position > start else { throw problem("a name is missing") }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static let delimiters = Set(" \t\r\n=/<>\"'".utf8)

    private mutating func takeUntil(_ end: String) throws(XMLProblem) -> String {
        let start = position
        while position < bytes.count {
            let stop = position
            if skip(end) { return String(decoding: bytes[start..<stop], as: UTF8.self) }
            position += 1
        }
        throw problem("“\(end)” is missing")
    }

    private mutating func skip(_ text: String) -> Bool {
        guard bytes[position...].starts(with: text.utf8) else { return false }
        position += text.utf8.count
        return true
    }

    private mutating func skipWhitespace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private func unescaped(_ raw: ArraySlice<UInt8>) throws(XMLProblem) -> String {
        guard raw.contains(UInt8(ascii: "&")) else { return String(decoding: raw, as: UTF8.self) }
        var result = ""
        for (index, piece) in String(decoding: raw, as: UTF8.self).split(separator: "&", omittingEmptySubsequences: false)
            .enumerated()
        {
            if index == 0 {
                result += piece
                continue
            }
            let name = piece.prefix { $0 != ";" }
            guard name.count < piece.count, let character = Self.entity(name) else { throw problem("&\(name) is not an entity") }
            result.append(character)
            result += piece.dropFirst(name.count + 1)
        }
        return result
    }

    private static func entity(_ name: Substring) -> Character? {
        switch name {
        case "lt": "<"
        case "gt": ">"
        case "amp": "&"
        case "quot": "\""
        case "apos": "'"
        default:
            if name.hasPrefix("#x") {
                UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init).map(Character.init)
            } else if name.hasPrefix("#") {
                UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init).map(Character.init)
            } else {
                nil
            }
        }
    }

    private func problem(_ message: String) -> XMLProblem { XMLProblem(message: message, offset: position) }
}
