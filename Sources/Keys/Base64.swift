import FoundationEssentials

/// Base64url without padding (RFC 4648 §5), as tokens and licences write bytes.
enum Base64URL {
    static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Nil for anything but the one spelling that `encode` has for some bytes.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        guard !text.contains("="), !text.contains("+"), !text.contains("/") else { return nil }
        let padded =
            String(text).replacing("-", with: "+").replacing("_", with: "/")
            + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let bytes = Base64.decode(padded), encode(bytes) == text else { return nil }
        return bytes
    }
}

/// Base64 with padding (RFC 4648 §4), as XML documents and command lines write bytes.
enum Base64 {
    package static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    package static func decode(_ text: String) -> [UInt8]? { Data(base64Encoded: text).map { [UInt8]($0) } }
}

/// Hexadecimal digits of either case, as people write keys; nil for anything else.
func decodeHexadecimal(_ text: some StringProtocol) -> [UInt8]? {
    let digits = text.utf8.map { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 ? Int($0) - 48 : (Int($0) | 0x20) - 87 }
    guard digits.count % 2 == 0, text.allSatisfy(\.isASCII), text.allSatisfy(\.isHexDigit) else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}
