/// A language as BCP 47 writes it, in lower case. It names folders, so nothing but letters, digits and hyphens passes.
package struct LanguageTag: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// Nil unless `tag` has the form of one (RFC 5646 §2.1): groups of 1 to 8 letters and digits, the first 2 to 8 letters.
    package init?(_ tag: String) {
        let tag = tag.lowercased()
        let subtags = tag.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let isLetter = { (byte: UInt8) in (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        guard tag.utf8.count <= 35, (2...8).contains(subtags[0].count), subtags[0].allSatisfy(isLetter),
            subtags.allSatisfy({ (1...8).contains($0.count) && $0.allSatisfy { isLetter($0) || isDigit($0) } })
        else { return nil }
        description = tag
    }

    /// Nobody said.
    package static let undetermined = LanguageTag("und")!
}
