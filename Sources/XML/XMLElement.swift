/// An element of an XML document, with its name as written: `cenc:pssh` keeps its prefix.
package struct XMLElement: Hashable, Sendable {
    package let name: String
    package internal(set) var attributes: [String: String] = [:]
    package internal(set) var children: [XMLElement] = []
    /// All character data directly inside, without surrounding white space.
    package internal(set) var text = ""

    package func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    package func first(_ name: String) -> XMLElement? { children.first { $0.name == name } }
}

/// What is not well formed in an XML document, and where.
package struct XMLProblem: Error, Hashable, Sendable {
    package let message: String
    /// Byte offset in the document.
    package let offset: Int

    package init(message: String, offset: Int) {
        self.message = message
        self.offset = offset
    }
}
