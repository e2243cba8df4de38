import MediaCore

/// What an MPD says (ISO/IEC 23009-1 §5.3), with inheritance resolved down to the Representations.
struct MediaPresentation: Sendable {
    let file: String
    /// The MPD's own.
    let attributes: [String: String]
    let hasUTCTiming: Bool
    let duration: MediaTime?
    let periods: [Period]

    struct Period: Sendable {
        let duration: MediaTime?
        let adaptationSets: [AdaptationSet]
    }

    struct AdaptationSet: Sendable {
        /// Its position in the Period, for messages.
        let place: String
        let attributes: [String: String]
        let hasRole: Bool
        /// EssentialProperty scheme → value.
        let essentialProperties: [String: String]
        let contentProtections: [ContentProtection]
        let representations: [Representation]
    }

    /// ContentProtection (§5.8.4.1).
    struct ContentProtection: Hashable, Sendable {
        let scheme: String
        let value: String?
        /// `cenc:default_KID`
        let defaultKeyID: String?
        /// `cenc:pssh`
        let pssh: String?
        /// `dashif:Laurl`
        let licence: String?
    }

    /// `MPD@type`; the standard's default is `static`, and nil means that it is not written.
    var type: String? { attributes["type"] }

    var representations: [Representation] { periods.flatMap { $0.adaptationSets.flatMap(\.representations) } }

    var references: [URIReference] { representations.flatMap(\.references) }
}

/// One Representation with what it inherits from its AdaptationSet and Period.
struct Representation: Sendable {
    /// A run of equal segments of a SegmentTimeline, unrolled: presentation time and duration in ticks.
    struct TimelineEntry: Hashable, Sendable {
        let start: Int64
        let duration: Int64
    }

    /// Its name in messages.
    let place: String
    let id: String
    let bandwidth: Int?
    /// Its own and the AdaptationSet's.
    let attributes: [String: String]
    /// The SegmentTemplate's, from all levels; nil where there is none.
    let template: [String: String]?
    /// Nil where there is no SegmentTimeline, or one that cannot be unrolled.
    let timeline: [TimelineEntry]?
    /// Where the BaseURLs lead, to be put before a media URL.
    let baseURL: String
    /// Of the Period, else of the whole presentation.
    let periodDuration: MediaTime?
    let file: String
    /// EssentialProperty scheme → value, its own and the AdaptationSet's.
    let essentialProperties: [String: String]
    /// Of AudioChannelConfiguration, where that counts as ISO/IEC 23091-3 does: up to 6 the number of channels.
    let channelConfiguration: Int?

    subscript(name: String) -> String? { attributes[name] }

    var isText: Bool { attributes["mimeType"]?.hasPrefix("text/") == true }

    var isPictures: Bool { attributes["mimeType"]?.hasPrefix("image/") == true }

    /// Nil where it is not written or not a positive number.
    var timescale: Int32? { template?["timescale"].flatMap { Int32($0) }.flatMap { $0 > 0 ? $0 : nil } }

    var presentationTimeOffset: Int64 { template?["presentationTimeOffset"].flatMap { Int64($0) } ?? 0 }

    /// Path of the init segment relative to the asset.
    var initializationPath: String? {
        template?["initialization"].flatMap { URIReference.path(of: baseURL + expand($0, number: 0, time: 0), in: file) }
    }

    var references: [URIReference] {
        // Without a template, the base URL is the file itself.
        if template == nil { return baseURL.isEmpty ? [] : [URIReference(uri: baseURL, file: file, place: place)] }
        var uris = template?["initialization"].map { [expand($0, number: 0, time: 0)] } ?? []
        uris += mediaURIs
        return uris.map { URIReference(uri: baseURL + $0, file: file, place: place) }
    }

    /// Paths of the media segments relative to the asset, in order; nil for a URI that leads elsewhere.
    var mediaPaths: [String?] { mediaURIs.map { URIReference.path(of: baseURL + $0, in: file) } }

    /// One for each entry of the timeline; without one, as many as `@duration` puts into the Period.
    private var mediaURIs: [String] {
        guard let media = template?["media"] else { return [] }
        let first = template?["startNumber"].flatMap { Int($0) } ?? 1
        if let timeline {
            return timeline.enumerated().map { expand(media, number: first &+ $0.offset, time: $0.element.start) }
        }
        return (0..<constantSegmentCount).map { expand(media, number: first &+ $0, time: 0) }
    }

    /// How many segments of `SegmentTemplate@duration` begin inside the Period.
    private var constantSegmentCount: Int {
        guard let duration = template?["duration"].flatMap({ Int64($0) }), duration > 0, let periodDuration else { return 0 }
        let period = Int128(periodDuration.ticks) * Int128(timescale ?? 1)
        let segment = Int128(duration) * Int128(periodDuration.timescale)
        return Int(min(max(1, (period + segment - 1) / segment), Int128(MPDReader.maximumTimelineCount)))
    }

    /// Puts values in the place of `$Number$`, `$Number%05d$`, `$Time$`, `$RepresentationID$`, `$Bandwidth$` and `$$` (§5.3.9.4.4).
    private func expand(_ template: String, number: Int, time: Int64) -> String {
        let parts = template.split(separator: "$", omittingEmptySubsequences: false)
        return parts.enumerated().map { index, part in
            guard index % 2 == 1 else { return String(part) }
            let name = part.prefix { $0 != "%" }
            let width = Int(part.dropFirst(name.count).dropFirst(2).dropLast()) ?? 1
            switch name {
            case "": return "$"
            case "RepresentationID": return id
            case "Number": return padded(String(number), to: width)
            case "Time": return padded(String(time), to: width)
            case "Bandwidth": return padded(String(bandwidth ?? 0), to: width)
            default: return "$\(part)$"
            }
        }.joined()
    }

    private func padded(_ digits: String, to width: Int) -> String {
        String(repeating: "0", count: max(0, min(width, 20) - digits.count)) + digits
    }
}
