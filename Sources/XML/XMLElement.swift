/// An element of an XML document, with its name as written: `cenc:pssh` keeps its prefix.
struct XMLElement: Hashable, Sendable {
    let name: String
    var attributes: [String: String] = [:]
    var children: [XMLElement] = []
    /// All character data directly inside, without surrounding white space.
    var text = ""

    func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    func first(_ name: String) -> XMLElement? { children.first { $0.name == name } }
}

/// What is not well formed in an XML document, and where.
struct XMLProblem: Error, Hashable, Sendable {
    let message: String
    /// Byte offset in the document.
    let offset: Int
}
