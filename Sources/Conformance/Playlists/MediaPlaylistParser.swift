import MediaCore

/// Reads a media playlist line by line; what breaks the grammar becomes a problem, and reading goes on.
struct MediaPlaylistParser {
    private var playlist: MediaPlaylist
    private var duration: DecimalSeconds?
    private var byteRange: (length: Int, offset: Int?)?
    private var rangeEnds: [String: Int] = [:]
    private var place = ""
    private var key: AttributeList?
    /// Several in a row are of several key formats and apply together.
    private var followsKey = false

    static func parse(_ bytes: [UInt8], file: String) -> MediaPlaylist {
        var parser = MediaPlaylistParser(playlist: MediaPlaylist(file: file))
        let lines = PlaylistLine.split(bytes)
        if lines.first != PlaylistLine(number: 1, content: .tag(name: "EXTM3U", value: "")) {
            parser.report("the file does not begin with #EXTM3U")
        }
        for line in lines {
            parser.place = line.place
            switch line.content {
            case .tag(let name, let value): parser.read(tag: name, value: value)
            case .uri(let uri): parser.read(uri: uri)
            }
        }
        if parser.duration != nil { parser.report("no URI follows the last EXTINF") }
        return parser.playlist
    }

    private init(playlist: MediaPlaylist) { self.playlist = playlist }

    private mutating func read(tag: String, value: String) {
        defer { followsKey = tag == "EXT-X-KEY" }
        switch tag {
        case "EXT-X-KEY":
            let attributes = attributes(value)
            if !followsKey { key = attributes }
        case "EXT-X-VERSION": number(value, tag) { $0.versions.append($1) }
        case "EXT-X-TARGETDURATION": number(value, tag) { $0.targetDuration = $1 }
        case "EXT-X-PLAYLIST-TYPE": playlist.playlistType = value
        case "EXT-X-ENDLIST": playlist.hasEndList = true
        case "EXT-X-I-FRAMES-ONLY": playlist.isIFramesOnly = true
        case "EXT-X-IMAGES-ONLY": playlist.isImagesOnly = true
        case "EXT-X-INDEPENDENT-SEGMENTS": playlist.isIndependent = true
        case "EXT-X-MAP": readMap(value)
        case "EXT-X-TILES": playlist.tiles = attributes(value)
        case "EXTINF": readDuration(value)
        case "EXT-X-BYTERANGE": readByteRange(value)
        case "EXT-X-STREAM-INF", "EXT-X-MEDIA", "EXT-X-I-FRAME-STREAM-INF":
            report("\(tag) belongs in the multivariant playlist")
        default: playlist.otherTags.append(PlaylistTag(name: tag, place: place))
        }
    }

    private mutating func read(uri: String) {
        guard let duration else {
            report("no EXTINF precedes this URI")
            return
        }
        var range: MediaPlaylist.ByteRange?
        if let byteRange {
            let offset = byteRange.offset ?? rangeEnds[uri] ?? 0
            let (end, overflow) = offset.addingReportingOverflow(byteRange.length)
            if overflow {
                report("the byte range is out of bounds")
            } else {
                range = MediaPlaylist.ByteRange(offset: offset, length: byteRange.length)
                rangeEnds[uri] = end
            }
        }
        playlist.segments.append(
            MediaPlaylist.Segment(
                duration: duration.time, decimals: duration.decimals, uri: uri, byteRange: range, place: place, key: key))
        self.duration = nil
        byteRange = nil
    }

    private mutating func readMap(_ value: String) {
        guard let uri = attributes(value)["URI"] else {
            report("EXT-X-MAP has no URI")
            return
        }
        playlist.hasKeyBeforeMap = key != nil
        if playlist.segments.isEmpty { playlist.mapURI = uri } else { report("EXT-X-MAP follows a segment") }
    }

    private mutating func readDuration(_ value: String) {
        duration = DecimalSeconds(value.prefix { $0 != "," })
        if duration == nil { report("EXTINF is not a count of seconds") }
    }

    /// `length[@offset]` (RFC 8216 §4.3.2.2).
    private mutating func readByteRange(_ value: String) {
        let parts = value.split(separator: "@", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
        guard (1...2).contains(parts.count), parts.allSatisfy({ $0 >= 0 }) else {
            report("EXT-X-BYTERANGE is not length@offset")
            return
        }
        byteRange = (parts[0], parts.count == 2 ? parts[1] : nil)
    }

    private mutating func number(_ value: String, _ tag: String, _ set: (inout MediaPlaylist, Int) -> Void) {
        guard let number = Int(value), number >= 0 else {
            report("\(tag) is not a number")
            return
        }
        set(&playlist, number)
    }

    private mutating func attributes(_ value: String) -> AttributeList {
        let list = AttributeList(value)
        if let problem = list.problem { report(problem) }
        return list
    }

    private mutating func report(_ message: String) {
        playlist.problems.append(PlaylistProblem(place: place.isEmpty ? "line 1" : place, message: message))
    }
}
