import FoundationEssentials
import MediaCore
import Presentation

/// Writes EXT-X-KEY wherever the key of a segment is not that of the one before it (RFC 8216 §4.3.2.4).
struct SegmentKeyTags {
    private let protection: PresentationProtection?
    private let media: MediaProtection?
    private var last: SegmentKey?
    private var isClear = true

    init(_ protection: PresentationProtection?, _ media: TrackMedia) {
        self.protection = protection
        self.media = media.protection
    }

    mutating func write(_ key: SegmentKey?, to playlist: inout PlaylistText) {
        guard let protection, key != last || isClear && key != nil else { return }
        last = key
        isClear = key == nil
        guard let key else { return playlist.tag("EXT-X-KEY", [.bare("METHOD", "NONE")]) }
        playlist.tag("EXT-X-KEY", identity(key, protection))
        guard protection.scheme != .aes128 else { return }
        for system in media?.systems ?? [] {
            if let attributes = signalling(of: system, key) { playlist.tag("EXT-X-KEY", attributes) }
        }
    }

    /// For players that fetch the key itself.
    private func identity(_ key: SegmentKey, _ protection: PresentationProtection) -> [Attribute] {
        var attributes: [Attribute] = [
            .bare("METHOD", protection.scheme == .aes128 ? "AES-128" : "SAMPLE-AES"),
            .quoted("URI", protection.keyURI(of: key.id)),
        ]
        if let vector = key.vector { attributes.append(.bare("IV", "0x\(KeyID(bytes: vector).hexadecimal)")) }
        // What is not written is the same, in older versions too.
        if protection.scheme != .aes128 { attributes.append(.quoted("KEYFORMAT", "identity")) }
        return attributes
    }

    /// For the players of a DRM service; nil for a system that has no name in HLS.
    private func signalling(of system: ProtectionSystem, _ key: SegmentKey) -> [Attribute]? {
        let (format, uri, isNamed): (String, String, Bool)
        switch system.id {
        case .widevine:
            (format, uri, isNamed) = (
                "urn:uuid:\(system.id)", "data:text/plain;base64,\(Data(system.data).base64EncodedString())", true
            )
        case .playReady:
            (format, uri, isNamed) = (
                "com.microsoft.playready", "data:text/plain;charset=UTF-16;base64,\(Data(system.data).base64EncodedString())",
                false
            )
        case .fairPlay:
            (format, uri, isNamed) = ("com.apple.streamingkeydelivery", String(decoding: system.data, as: UTF8.self), false)
        default: return nil
        }
        let id: [Attribute] = isNamed ? [.bare("KEYID", "0x\(key.id.hexadecimal)")] : []
        return [.bare("METHOD", "SAMPLE-AES"), .quoted("URI", uri)] + id
            + [.quoted("KEYFORMAT", format), .quoted("KEYFORMATVERSIONS", "1")]
    }
}
