import MediaCore

/// A media, I-frame or image playlist (RFC 8216 §4.3.3).
struct MediaPlaylist: Sendable {
    struct Segment: Hashable, Sendable {
        let duration: MediaTime
        /// Digits after the point of EXTINF.
        let decimals: Int
        let uri: String
        let byteRange: ByteRange?
        let place: String
        /// The first EXT-X-KEY that applies; nil where none does.
        let key: AttributeList?
    }

    /// Bytes of a file: `length` from `offset`.
    struct ByteRange: Hashable, Sendable {
        let offset: Int
        let length: Int
        var end: Int { offset + length }
    }

    let file: String
    var versions: [Int] = []
    var targetDuration: Int?
    var playlistType: String?
    var hasEndList = false
    var isIFramesOnly = false
    var isImagesOnly = false
    var isIndependent = false
    /// EXT-X-MAP's URI; nil where no map precedes the first segment.
    var mapURI: String?
    var hasKeyBeforeMap = false
    /// EXT-X-TILES.
    var tiles: AttributeList?
    var segments: [Segment] = []
    /// Tags that nothing else here reads.
    var otherTags: [PlaylistTag] = []
    var problems: [PlaylistProblem] = []

    init(file: String) { self.file = file }

    var duration: MediaTime { segments.reduce(.zero) { $0 + $1.duration } }

    var references: [URIReference] {
        (mapURI.map { [URIReference(uri: $0, file: file, place: "EXT-X-MAP")] } ?? [])
            + segments.map { URIReference(uri: $0.uri, file: file, place: $0.place) }
    }

    /// Path of a file that this playlist names, relative to the asset.
    func path(of uri: String) -> String? { URIReference.path(of: uri, in: file) }
}
