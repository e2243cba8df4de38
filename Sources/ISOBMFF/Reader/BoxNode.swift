/// A box as found in a file: where it lies, what is inside, and its fields' bytes where they are known and small.
package struct BoxNode: Hashable, Sendable {
    package let type: FourCC
    /// Of the first byte of the header, in the file.
    package let offset: Int64
    /// Of the size and type fields.
    package let headerSize: Int
    /// Header included.
    package let size: Int64
    /// The bytes between header and children; empty for `mdat` and boxes nobody here reads.
    package internal(set) var fields: [UInt8] = []
    package internal(set) var children: [BoxNode] = []
    /// What is wrong with the box or with what follows its children.
    package internal(set) var defect: ISOBMFFError?

    package var end: Int64 { offset + size }
    /// The bytes after the header, in the file.
    package var payloadRange: Range<Int64> { offset + Int64(headerSize)..<end }

    /// The first box down a path of types from here, as in `["trak", "mdia", "mdhd"]`.
    package func first(_ path: FourCC...) -> BoxNode? { children.first(along: path[...]) }

    /// The direct children of a type.
    package func all(_ type: FourCC) -> [BoxNode] { children.filter { $0.type == type } }
}

extension [BoxNode] {
    /// The first box down a path of types: `boxes.first(along: ["moov", "mvhd"])`.
    package func first(along path: ArraySlice<FourCC>) -> BoxNode? {
        guard let type = path.first else { return nil }
        let rest = path.dropFirst()
        for node in self where node.type == type {
            if rest.isEmpty { return node }
            if let found = node.children.first(along: rest) { return found }
        }
        return nil
    }
}
