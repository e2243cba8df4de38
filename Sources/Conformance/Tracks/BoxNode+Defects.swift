import ISOBMFF

extension [BoxNode] {
    /// What is wrong with these boxes or any inside them.
    var defects: [ISOBMFFError] { flatMap { ($0.defect.map { [$0] } ?? []) + $0.children.defects } }

    var types: [String] { map(\.type.description) }
}
