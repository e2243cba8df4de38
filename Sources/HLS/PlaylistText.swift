import Presentation

/// The lines of a playlist as they grow (RFC 8216 §4.1): UTF-8, each ended by a line feed.
struct PlaylistText {
    private(set) var text = "#EXTM3U\n"

    /// A tag without a value, such as `EXT-X-ENDLIST`.
    mutating func tag(_ name: String) { text += "#\(name)\n" }

    mutating func tag(_ name: String, _ value: String) { text += "#\(name):\(value)\n" }

    mutating func tag(_ name: String, _ value: Int) { tag(name, String(value)) }

    mutating func tag(_ name: String, _ attributes: [Attribute]) {
        tag(name, attributes.map(\.text).joined(separator: ","))
    }

    mutating func uri(_ uri: String) { text += "\(uri)\n" }

    /// `EXTINF` with six decimals and no title.
    mutating func segmentDuration(microseconds: Int64) { tag("EXTINF", decimalText(microseconds, places: 6) + ",") }

    /// One version for all playlists of an asset. The features used need 6, for EXT-X-MAP outside an I-frame playlist
    /// (RFC 8216 §7); 7 is what is customary with fragmented MP4.
    mutating func version() { tag("EXT-X-VERSION", 7) }

    /// The tags that every playlist of media begins with. To one of type EVENT segments are added, and to one of type VOD nothing.
    mutating func mediaHeader(targetDuration: Int, type: String = "VOD") {
        version()
        tag("EXT-X-TARGETDURATION", targetDuration)
        tag("EXT-X-MEDIA-SEQUENCE", 1)
        tag("EXT-X-PLAYLIST-TYPE", type)
    }
}
