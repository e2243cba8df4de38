/// Reads bit fields, first bit first, and never past the end.
package struct BitReader: Sendable {
    private let bytes: [UInt8]
    /// What is being read, named in errors.
    private let structure: String
    /// Bits read so far.
    package private(set) var position = 0

    package init(_ bytes: [UInt8], structure: String) {
        self.bytes = bytes
        self.structure = structure
    }

    package var bitsLeft: Int { bytes.count * 8 - position }

    /// u(1) as a flag.
    package mutating func flag() throws(BitstreamError) -> Bool {
        guard bitsLeft > 0 else { throw .truncated(structure) }
        defer { position += 1 }
        return bytes[position >> 3] >> (7 - position & 7) & 1 == 1
    }

    /// u(n) for n from 0 to 32.
    package mutating func bits(_ count: Int) throws(BitstreamError) -> UInt32 {
        guard count <= bitsLeft else { throw .truncated(structure) }
        var value: UInt64 = 0
        var left = count
        while left > 0 {
            let available = 8 - position & 7
            let taken = min(left, available)
            let chunk = UInt64(bytes[position >> 3]) >> UInt64(available - taken) & (1 << UInt64(taken) - 1)
            value = value << UInt64(taken) | chunk
            position += taken
            left -= taken
        }
        return UInt32(truncatingIfNeeded: value)
    }

    package mutating func skip(_ count: Int) throws(BitstreamError) {
        guard count <= bitsLeft else { throw .truncated(structure) }
        position += count
    }

    /// ue(v): an unsigned exp-Golomb code (ISO/IEC 14496-10 §9.1), refused above `limit`, under the name `field`.
    package mutating func ue(_ field: String, max limit: UInt32 = .max - 1) throws(BitstreamError) -> UInt32 {
        var zeros = 0
        while try !flag() {
            zeros += 1
            guard zeros < 32 else { throw .invalid(structure: structure, field: field) }
        }
        let value = (UInt64(1) << UInt64(zeros)) - 1 + UInt64(try bits(zeros))
        guard value <= UInt64(limit) else { throw .invalid(structure: structure, field: field) }
        return UInt32(value)
    }

    /// se(v): a signed exp-Golomb code (ISO/IEC 14496-10 §9.1.1).
    package mutating func se(_ field: String) throws(BitstreamError) -> Int32 {
        let code = Int64(try ue(field))
        return Int32(code & 1 == 1 ? (code + 1) / 2 : -(code / 2))
    }
}
