/// Three letters of ISO 639-2/T, packed into fifteen bits as `mdhd` holds them (ISO/IEC 14496-12 §8.4.2.3).
package struct LanguageCode: Hashable, Sendable {
    package let packed: UInt16

    /// Nil unless three lower-case letters.
    package init?(_ code: String) {
        let letters = Array(code.utf8)
        guard letters.count == 3, letters.allSatisfy({ (0x61...0x7a).contains($0) }) else { return nil }
        packed = letters.reduce(0) { $0 << 5 | UInt16($1 - 0x60) }
    }

    /// Nil where the fifteen bits are not letters, as in QuickTime's own numbering.
    package init?(packed: UInt16) {
        guard packed >> 15 == 0, [10, 5, 0].allSatisfy({ (1...26).contains(packed >> UInt16($0) & 31) }) else { return nil }
        self.packed = packed
    }
}

extension LanguageCode: CustomStringConvertible {
    package var description: String {
        String(decoding: [10, 5, 0].map { UInt8(packed >> UInt16($0) & 31) + 0x60 }, as: UTF8.self)
    }
}
