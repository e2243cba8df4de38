/// How the bytes of a track are encrypted.
package enum ProtectionScheme: String, Hashable, Codable, Sendable, CaseIterable {
    /// AES in counter mode, samples and parts of them (ISO/IEC 23001-7 §10.1).
    case cenc
    /// AES in chained blocks by a pattern, samples and parts of them (ISO/IEC 23001-7 §10.4).
    case cbcs
    /// Whole segment files in AES-128 (RFC 8216 §4.3.2.4).
    case aes128 = "aes-128"

    /// The folder of an asset that holds what is encrypted so.
    package var folder: String { rawValue }
    /// Manifests whose players know it: Apple forbids SAMPLE-AES-CTR in HLS, and DASH knows nothing of encrypted files.
    package var manifests: Set<ManifestKind> {
        switch self {
        case .cenc: [.dash]
        case .cbcs: [.hls, .dash]
        case .aes128: [.hls]
        }
    }
}

/// What describes a presentation to players.
package enum ManifestKind: String, Hashable, Codable, Sendable, CaseIterable {
    case hls, dash
}

/// Tracks that share a content key: who may see 1080p need not be let see 2160p.
package enum TrackClass: String, Hashable, Codable, Sendable, CaseIterable {
    case audio, sd, hd, uhd

    /// By the short side: up to 576, up to 1080, above.
    package init(_ resolution: Resolution) {
        self = resolution.shortSide <= 576 ? .sd : resolution.shortSide <= 1080 ? .hd : .uhd
    }
}

/// Names a content key: a UUID, in the byte order in which it is written (ISO/IEC 23001-7 §11.2).
package struct KeyID: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    /// - Parameter bytes: sixteen.
    package init(bytes: [UInt8]) {
        precondition(bytes.count == 16)
        high = bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes[8...].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// 32 hexadecimal digits, with or without the hyphens of a UUID.
    package init?(_ text: some StringProtocol) {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        guard groups.map(\.utf8.count) == [32] || groups.map(\.utf8.count) == [8, 4, 4, 4, 12] else { return nil }
        let digits = groups.joined()
        guard
            digits.utf8.allSatisfy({
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0 | 0x20
            }),
            let high = UInt64(digits.prefix(16), radix: 16), let low = UInt64(digits.suffix(16), radix: 16)
        else { return nil }
        (self.high, self.low) = (high, low)
    }

    package var bytes: [UInt8] {
        withUnsafeBytes(of: high.bigEndian) { Array($0) } + withUnsafeBytes(of: low.bigEndian) { Array($0) }
    }

    /// 32 digits in lower case.
    package var hexadecimal: String {
        [high, low].map { number in
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}

extension KeyID: CustomStringConvertible {
    /// A UUID in lower case.
    package var description: String {
        var text = hexadecimal
        for place in [20, 16, 12, 8] { text.insert("-", at: text.index(text.startIndex, offsetBy: place)) }
        return text
    }
}

extension KeyID: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = KeyID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "a key ID is a UUID")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// What a DRM service wants its players to be told.
package struct ProtectionSystem: Hashable, Codable, Sendable {
    /// Its UUID.
    package var id: KeyID
    /// A whole `pssh` box, or the data of one; of FairPlay the key's URI as text.
    package var data: [UInt8]

    package init(id: KeyID, data: [UInt8]) {
        self.id = id
        self.data = data
    }
}

/// UUIDs of protection systems, as DASH-IF lists them.
extension KeyID {
    /// Any system that finds its key by the ID alone (W3C "cenc" Initialization Data Format).
    package static let commonSystem = KeyID("1077efec-c0b2-4d02-ace3-3c1e52e2fb4b")!
    package static let clearKeySystem = KeyID("e2719d58-a985-b3c9-781a-b030af78d30e")!
    package static let widevine = KeyID("edef8ba9-79d6-4ace-a3c8-27dcd51d21ed")!
    package static let playReady = KeyID("9a04f079-9840-4286-ab92-e65be0885f95")!
    package static let fairPlay = KeyID("94ce86fb-07ff-4f43-adb8-93d2fa968ca2")!
}
