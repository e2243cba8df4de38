import Foundation

/// As much of a multivariant playlist (RFC 8216 §4.3.4) as the tests look at.
struct MultivariantPlaylist: Sendable {
    var variants: [Variant] = []
    /// Attribute lists of EXT-X-MEDIA.
    var media: [[String: String]] = []

    init(_ text: String) {
        var pending: [String: String]?
        for line in text.split(separator: "\n") {
            if let list = line.attributes(after: "#EXT-X-STREAM-INF:") {
                pending = list
            } else if let list = line.attributes(after: "#EXT-X-MEDIA:") {
                media.append(list)
            } else if !line.hasPrefix("#"), let attributes = pending {
                variants.append(Variant(uri: String(line), attributes: attributes))
                pending = nil
            }
        }
    }
}

struct Variant: Sendable {
    let uri: String
    let attributes: [String: String]

    /// Width and height.
    var resolution: [Int] { (attributes["RESOLUTION"] ?? "").split(separator: "x").compactMap { Int($0) } }
    var pixels: Int { resolution.reduce(1, *) }
    var frameRate: Double { Double(attributes["FRAME-RATE"] ?? "") ?? 0 }
    var codecs: String { attributes["CODECS"] ?? "" }
}

/// As much of a media playlist as the tests look at.
struct MediaPlaylist: Sendable {
    /// EXTINF durations in seconds.
    var durations: [Double] = []

    init(_ text: String) {
        for line in text.split(separator: "\n") where line.hasPrefix("#EXTINF:") {
            durations.append(Double(line.dropFirst(8).prefix { $0 != "," }) ?? 0)
        }
    }

    var duration: Double { durations.reduce(0, +) }
}

extension Substring {
    /// An attribute list (RFC 8216 §4.2), quotes removed.
    fileprivate func attributes(after tag: String) -> [String: String]? {
        guard hasPrefix(tag) else { return nil }
        var list: [String: String] = [:]
        var rest = dropFirst(tag.count)
        while let equals = rest.firstIndex(of: "=") {
            let name = String(rest[..<equals])
            rest = rest[rest.index(after: equals)...]
            let isQuoted = rest.first == "\""
            if isQuoted { rest = rest.dropFirst() }
            let end = rest.firstIndex(of: isQuoted ? "\"" : ",") ?? rest.endIndex
            list[name] = String(rest[..<end])
            rest = rest[end...].drop { $0 == "\"" || $0 == "," }
        }
        return list
    }
}
