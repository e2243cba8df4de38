/// Why the bytes of a box file could not be read.
package enum ISOBMFFError: Error, Hashable, Sendable {
    /// The source gave fewer bytes than its size promised.
    case unreadable(offset: Int64)
    /// A size too small for the box's own header.
    case badSize(box: FourCC, offset: Int64)
    /// A box that goes on past the box or file around it.
    case overrun(box: FourCC, offset: Int64)
    /// Bytes after the last box that are too few for another.
    case strayBytes(offset: Int64)
    /// More nested boxes than any real file has.
    case tooDeep(offset: Int64)
    /// More boxes, or more bytes in boxes, than a file's headers need.
    case tooMany(offset: Int64)
    /// A box whose fields go on past its end.
    case truncatedFields(box: FourCC, offset: Int64)
    /// A field with a value its clause does not know.
    case unsupported(box: FourCC, field: String, offset: Int64)
}

extension ISOBMFFError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreadable(let offset):
            "The file ends or cannot be read at byte \(offset); it was cut off or changed while being read."
        case .badSize(let box, let offset):
            "The size of box '\(box)' at byte \(offset) is smaller than its header; the file is damaged."
        case .overrun(let box, let offset):
            "Box '\(box)' at byte \(offset) reaches past what holds it; the file was cut off or is damaged."
        case .strayBytes(let offset):
            "The bytes at \(offset) are too few for a box; the file was cut off or is damaged."
        case .tooDeep(let offset):
            "Boxes nest too deeply at byte \(offset); the file is damaged or made to harm."
        case .tooMany(let offset):
            "The file has too many or too large header boxes at byte \(offset); it is damaged or made to harm."
        case .truncatedFields(let box, let offset):
            "Box '\(box)' at byte \(offset) is too small for its fields; the file is damaged."
        case .unsupported(let box, let field, let offset):
            "Box '\(box)' at byte \(offset) has an unknown value in \(field); write it as the standard says."
        }
    }
}
