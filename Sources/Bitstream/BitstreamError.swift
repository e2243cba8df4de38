/// Why elementary stream bytes could not be read or written.
package enum BitstreamError: Error, Hashable, Sendable {
    /// The structure named goes on past the bytes at hand.
    case truncated(String)
    /// A field of the structure holds a value its standard forbids.
    case invalid(structure: String, field: String)
    /// Valid by its standard, but nothing that Sluice reads or writes.
    case unsupported(structure: String, feature: String)
}

extension BitstreamError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .truncated(let structure):
            "The \(structure) ends too early; its bytes were cut off or belong to something else."
        case .invalid(let structure, let field):
            "The \(structure) has a forbidden value in \(field); its bytes are damaged or belong to something else."
        case .unsupported(let structure, let feature):
            "The \(structure) uses \(feature), which is not handled; encode without it."
        }
    }
}
