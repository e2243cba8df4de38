/// `master.m3u8` (RFC 8216 §4.3.4): the variants and the renditions that go with them.
struct MultivariantPlaylist: Sendable {
    /// A tag with attributes, and for EXT-X-STREAM-INF the URI on the line after it.
    struct Entry: Hashable, Sendable {
        let attributes: AttributeList
        let uri: String?
        let place: String
    }

    let file: String
    private(set) var versions: [Int] = []
    private(set) var isIndependent = false
    private(set) var variants: [Entry] = []
    /// EXT-X-MEDIA.
    private(set) var renditions: [Entry] = []
    /// EXT-X-I-FRAME-STREAM-INF.
    private(set) var iFrameStreams: [Entry] = []
    /// EXT-X-IMAGE-STREAM-INF.
    private(set) var imageStreams: [Entry] = []
    /// Tags that nothing else here reads.
    private(set) var otherTags: [PlaylistTag] = []
    private(set) var problems: [PlaylistProblem] = []

    init(parsing bytes: [UInt8], file: String) {
        self.file = file
        let lines = PlaylistLine.split(bytes)
        if lines.first != PlaylistLine(number: 1, content: .tag(name: "EXTM3U", value: "")) {
            problems.append(PlaylistProblem(place: "line 1", message: "the file does not begin with #EXTM3U"))
        }
        var pending: (attributes: AttributeList, place: String)?
        for line in lines {
            switch line.content {
            case .tag("EXT-X-STREAM-INF", let value):
                reportMissingURI(after: pending?.place)
                pending = (attributes(value, at: line), line.place)
            case .tag(let name, let value):
                read(tag: name, value: value, at: line)
            case .uri(let uri):
                guard let variant = pending else {
                    problems.append(PlaylistProblem(place: line.place, message: "no EXT-X-STREAM-INF precedes this URI"))
                    continue
                }
                variants.append(Entry(attributes: variant.attributes, uri: uri, place: variant.place))
                pending = nil
            }
        }
        reportMissingURI(after: pending?.place)
    }

    var entries: [Entry] { variants + renditions + iFrameStreams + imageStreams }

    var references: [URIReference] {
        entries.compactMap { entry in entry.uri.map { URIReference(uri: $0, file: file, place: entry.place) } }
    }

    /// Path of the playlist that an entry names, relative to the asset.
    func path(of entry: Entry) -> String? { entry.uri.flatMap { URIReference.path(of: $0, in: file) } }

    /// The audio renditions of a group.
    func audioRenditions(group: String) -> [Entry] {
        renditions.filter { $0.attributes["TYPE"] == "AUDIO" && $0.attributes["GROUP-ID"] == group }
    }

    private mutating func read(tag: String, value: String, at line: PlaylistLine) {
        switch tag {
        case "EXT-X-VERSION":
            if let version = Int(value) {
                versions.append(version)
            } else {
                problems.append(PlaylistProblem(place: line.place, message: "EXT-X-VERSION is not a number"))
            }
        case "EXT-X-INDEPENDENT-SEGMENTS": isIndependent = true
        case "EXT-X-MEDIA": renditions.append(entry(value, at: line))
        case "EXT-X-I-FRAME-STREAM-INF": iFrameStreams.append(entry(value, at: line))
        case "EXT-X-IMAGE-STREAM-INF": imageStreams.append(entry(value, at: line))
        case "EXTINF", "EXT-X-TARGETDURATION", "EXT-X-MAP", "EXT-X-ENDLIST":
            problems.append(PlaylistProblem(place: line.place, message: "\(tag) belongs in a media playlist"))
        default: otherTags.append(PlaylistTag(name: tag, place: line.place))
        }
    }

    private mutating func entry(_ value: String, at line: PlaylistLine) -> Entry {
        let attributes = attributes(value, at: line)
        return Entry(attributes: attributes, uri: attributes["URI"], place: line.place)
    }

    private mutating func attributes(_ value: String, at line: PlaylistLine) -> AttributeList {
        let list = AttributeList(value)
        if let problem = list.problem { problems.append(PlaylistProblem(place: line.place, message: problem)) }
        return list
    }

    private mutating func reportMissingURI(after place: String?) {
        guard let place else { return }
        problems.append(PlaylistProblem(place: place, message: "no URI follows this EXT-X-STREAM-INF"))
    }
}
