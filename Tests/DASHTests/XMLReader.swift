import Foundation
import FoundationXML

/// A parsed element, for tests that ask what a manifest says rather than how it is spelt.
final class Element {
    let name: String
    let attributes: [String: String]
    fileprivate(set) var children: [Element] = []

    init(name: String, attributes: [String: String]) {
        self.name = name
        self.attributes = attributes
    }

    /// All descendants of that name in document order.
    func all(_ name: String) -> [Element] {
        children.flatMap { ($0.name == name ? [$0] : []) + $0.all(name) }
    }

    subscript(attribute: String) -> String? { attributes[attribute] }

    /// The root, or nothing where the text is not well formed.
    static func parse(_ text: String) -> Element? {
        let parser = XMLParser(data: Data(text.utf8))
        let builder = Builder()
        parser.delegate = builder
        return parser.parse() ? builder.root.children.first : nil
    }
}

private final class Builder: NSObject, XMLParserDelegate {
    let root = Element(name: "", attributes: [:])
    private lazy var open = [root]

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        let element = Element(name: name, attributes: attributes)
        open.last?.children.append(element)
        open.append(element)
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        open.removeLast()
    }
}
