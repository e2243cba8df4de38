/// Holds a JSON text to RFC 8259 and, beyond it, to names that appear once in each object: readers that differ in which of two
/// equal names counts could be played against each other (RFC 8725 §2.4, RFC 7515 §4).
struct StrictJSON {
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    private let bytes: [UInt8]
    private var position = 0

    private static let deepest = 16

    /// - Throws: for anything that not every reader takes for the same value.
    static func check(_ bytes: [UInt8]) throws(Problem) {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw Problem(description: "it is not UTF-8") }
        var reader = StrictJSON(bytes: bytes)
        reader.skipSpace()
        try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.problem("something follows the value") }
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func value(depth: Int) throws(Problem) {
        guard depth < Self.deepest else { throw problem("it nests too deeply") }
        switch next {
        case UInt8(ascii: "{"): try object(depth)
        case UInt8(ascii: "["):
            try list(until: "]") { (reader) throws(Problem) in try reader.value(depth: depth + 1) }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: try number()
        }
    }

    private mutating func object(_ depth: Int) throws(Problem) {
        var names: Set<[UInt8]> = []
        try list(until: "}") { (reader) throws(Problem) in
            let name = try reader.string()
            guard !name.contains(UInt8(ascii: "\\")) else { throw reader.problem("a name is escaped") }
            guard names.insert(name).inserted else { throw reader.problem("a name appears twice") }
            reader.skipSpace()
            try reader.word(":")
            reader.skipSpace()
            try reader.value(depth: depth + 1)
        }
    }

    /// Members between commas, from the opening to the closing bracket.
    private mutating func list(
        until end: String, _ member: (inout StrictJSON) throws(Problem) -> Void
    ) throws(Problem) {
        position += 1
        skipSpace()
        if next == end.utf8.first { return position += 1 }
        while true {
            try member(&self)
            skipSpace()
            if next == end.utf8.first { return position += 1 }
            try word(",")
            skipSpace()
        }
    }

    /// - Returns: what stands between the quotation marks.
    private mutating func string() throws(Problem) -> [UInt8] {
        try word("\"")
        let start = position
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return Array(bytes[start..<position - 1])
            case 0..<0x20: throw problem("a string has a control character")
            case UInt8(ascii: "\\"):
                guard let escape = next, #""\/bfnrtu"#.utf8.contains(escape) else { throw problem("an escape is not known") }
                position += 1
                if escape == UInt8(ascii: "u") {
                    for _ in 0..<4 {
                        guard let digit = next, Character(UnicodeScalar(digit)).isHexDigit else {
                            throw problem("an escape is cut off")
                        }
                        position += 1
                    }
                }
            default: break
            }
        }
        throw problem("a string does not end")
    }

    private mutating func number() throws(Problem) {
        if next == UInt8(ascii: "-") { position += 1 }
        if next == UInt8(ascii: "0") { position += 1 } else { try digits() }
        if next == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
    }

    private mutating func digits() throws(Problem) {
        let start = position
        while let byte = next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { position += 1 }
        guard position > start else { throw problem("a value is missing") }
    }

    private mutating func word(_ text: String) throws(Problem) {
        guard bytes[position...].starts(with: text.utf8) else { throw problem("“\(text)” is missing") }
        position += text.utf8.count
    }

    private mutating func skipSpace() {
        while let byte = next, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { position += 1 }
    }

    private func problem(_ text: String) -> Problem { Problem(description: "\(text) at byte \(position)") }
}
