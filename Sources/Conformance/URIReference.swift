/// A URI as a manifest of the asset writes it.
struct URIReference: Hashable, Sendable {
    let uri: String
    /// The file that names it, relative to the asset.
    let file: String
    /// Where in `file`.
    let place: String
    /// Path of the named file relative to the asset; nil where the URI is absolute, empty or leads out of the folder.
    var path: String? { Self.path(of: uri, in: file) }

    /// Resolves a relative reference without query or fragment against the file that names it (RFC 3986 §5.2.4).
    static func path(of uri: String, in file: String) -> String? {
        let name = uri.prefix { $0 != "#" && $0 != "?" }
        guard !name.isEmpty, !name.hasPrefix("/"), let decoded = percentDecoded(name) else { return nil }
        // A colon in the first segment is a scheme.
        guard !decoded.prefix(while: { $0 != "/" }).contains(":") else { return nil }
        var parts = file.split(separator: "/").dropLast().map(String.init)
        for part in decoded.split(separator: "/", omittingEmptySubsequences: false) {
            switch part {
            case ".": continue
            case "..":
                guard !parts.isEmpty else { return nil }
                parts.removeLast()
            default: parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }

    private static func percentDecoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
