import MediaCore
import XML

/// Turns the XML of an MPD into a `MediaPresentation`; what is absent or unreadable stays nil for the rules to judge.
struct MPDReader {
    /// Segments that one Representation may list; a timeline that claims more counts as unreadable.
    static let maximumTimelineCount = 1_000_000

    static let namespace = "urn:mpeg:dash:schema:mpd:2011"

    private let file: String
    private let mpd: XMLElement
    private let duration: MediaTime?

    static func parse(_ bytes: [UInt8], file: String) throws(XMLProblem) -> MediaPresentation {
        let mpd = try XMLReader.parse(bytes)
        guard mpd.name == "MPD", mpd.attributes["xmlns"] == namespace else {
            throw XMLProblem(message: "the root element is not an MPD in the namespace \(namespace)", offset: 0)
        }
        return MPDReader(file: file, mpd: mpd).presentation
    }

    private init(file: String, mpd: XMLElement) {
        self.file = file
        self.mpd = mpd
        duration = mpd.attributes["mediaPresentationDuration"].flatMap(isoDuration)
    }

    private var presentation: MediaPresentation {
        MediaPresentation(
            file: file, attributes: mpd.attributes, hasUTCTiming: mpd.first("UTCTiming") != nil, duration: duration,
            periods: mpd.all("Period").map(period))
    }

    private func period(_ element: XMLElement) -> MediaPresentation.Period {
        MediaPresentation.Period(
            duration: element.attributes["duration"].flatMap(isoDuration),
            adaptationSets: element.all("AdaptationSet").enumerated().map { index, set in
                adaptationSet(set, in: element, place: "AdaptationSet \(set.attributes["id"] ?? "number \(index + 1)")")
            })
    }

    private func adaptationSet(_ element: XMLElement, in period: XMLElement, place: String) -> MediaPresentation.AdaptationSet {
        MediaPresentation.AdaptationSet(
            place: place, attributes: element.attributes, hasRole: element.first("Role") != nil,
            essentialProperties: essentialProperties(of: element),
            contentProtections: element.all("ContentProtection").map { protection in
                MediaPresentation.ContentProtection(
                    scheme: protection.attributes["schemeIdUri"]?.lowercased() ?? "", value: protection.attributes["value"],
                    defaultKeyID: protection.attributes["cenc:default_KID"], pssh: protection.first("cenc:pssh")?.text,
                    licence: protection.first("dashif:Laurl")?.text)
            },
            representations: element.all("Representation").enumerated().map { index, representation in
                self.representation(representation, ancestors: [period, element], number: index + 1, place: place)
            })
    }

    private func representation(_ element: XMLElement, ancestors: [XMLElement], number: Int, place: String) -> Representation {
        let set = ancestors[ancestors.count - 1]
        let path = ancestors + [element]
        let templates = path.compactMap { $0.first("SegmentTemplate") }
        let id = element.attributes["id"]
        return Representation(
            place: id.map { "Representation \($0)" } ?? "\(place), Representation number \(number)",
            id: id ?? "",
            bandwidth: element.attributes["bandwidth"].flatMap { Int($0) },
            attributes: set.attributes.merging(element.attributes) { $1 },
            template: templates.isEmpty ? nil : templates.reduce(into: [:]) { $0.merge($1.attributes) { $1 } },
            timeline: templates.last { $0.first("SegmentTimeline") != nil }?.first("SegmentTimeline").flatMap(timeline),
            baseURL: ([mpd] + path).compactMap { $0.first("BaseURL")?.text }.joined(),
            periodDuration: ancestors.first?.attributes["duration"].flatMap(isoDuration) ?? duration,
            file: file,
            essentialProperties: essentialProperties(of: set).merging(essentialProperties(of: element)) { $1 },
            channelConfiguration: [element, set].flatMap { $0.all("AudioChannelConfiguration") }.first {
                $0.attributes["schemeIdUri"] == "urn:mpeg:mpegB:cicp:ChannelConfiguration"
            }?.attributes["value"].flatMap { Int($0) })
    }

    private func essentialProperties(of element: XMLElement) -> [String: String] {
        element.all("EssentialProperty").reduce(into: [:]) { properties, property in
            guard let scheme = property.attributes["schemeIdUri"] else { return }
            properties[scheme] = property.attributes["value"] ?? ""
        }
    }

    /// Unrolls `S@t`, `@d` and `@r` (§5.3.9.6); nil where a number is missing, negative or out of bounds.
    private func timeline(_ element: XMLElement) -> [Representation.TimelineEntry]? {
        var entries: [Representation.TimelineEntry] = []
        var time: Int64 = 0
        for run in element.all("S") {
            if let start = run.attributes["t"] {
                guard let start = Int64(start), start >= 0 else { return nil }
                time = start
            }
            guard let duration = run.attributes["d"].flatMap({ Int64($0) }), duration > 0,
                let repeats = Int(run.attributes["r"] ?? "0"), repeats >= 0,
                repeats < Self.maximumTimelineCount - entries.count
            else { return nil }
            for _ in 0...repeats {
                entries.append(Representation.TimelineEntry(start: time, duration: duration))
                let (end, overflow) = time.addingReportingOverflow(duration)
                guard !overflow else { return nil }
                time = end
            }
        }
        return entries
    }
}
