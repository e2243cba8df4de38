import FoundationEssentials
import MediaCore
import Presentation

extension MediaPresentationDescription {
    static let protectionNamespaces = [
        (name: "xmlns:cenc", value: "urn:mpeg:cenc:2013"), (name: "xmlns:dashif", value: "https://dashif.org/CPS"),
    ]

    /// What an AdaptationSet says of its key (ISO/IEC 23009-1 §5.8.4.1, DASH-IF IOP part 6): the scheme and the key's ID, as `tenc`
    /// has it; the systems' headers; and where ClearKey licences come from.
    func contentProtection(_ media: TrackMedia) -> [XMLElement] {
        guard let protection = presentation.protection, let keys = media.protection, let first = keys.keyIDs.first else {
            return []
        }
        let scheme = XMLElement(
            "ContentProtection",
            [
                "schemeIdUri": "urn:mpeg:dash:mp4protection:2011", "value": protection.scheme.rawValue,
                "cenc:default_KID": first.description,
            ])
        let systems = keys.systems.filter { $0.id != .fairPlay }.map { system in
            var header = XMLElement("cenc:pssh")
            header.text = Data(system.data).base64EncodedString()
            return XMLElement("ContentProtection", ["schemeIdUri": "urn:uuid:\(system.id)"], children: [header])
        }
        var licence = XMLElement("dashif:Laurl", ["Lic_type": "EME-1.0"])
        licence.text = protection.licenceURI
        let clearKey = XMLElement(
            "ContentProtection", ["schemeIdUri": "urn:uuid:\(KeyID.clearKeySystem)", "value": "ClearKey1.0"], children: [licence])
        return [scheme] + systems + [clearKey]
    }

    /// The rungs of a codec by their keys: an AdaptationSet has one.
    func keyGroups(_ video: [VideoTrack]) -> [[VideoTrack]] {
        video.reduce(into: []) { groups, track in
            if groups.last?.last?.media.protection?.keyIDs == track.media.protection?.keyIDs, !groups.isEmpty {
                groups[groups.count - 1].append(track)
            } else {
                groups.append([track])
            }
        }
    }

    /// Lets players switch between the sets of one codec, which differ in their keys only (ISO/IEC 23009-1 §5.3.3.5).
    func addSwitching(between groups: [[[VideoTrack]]], to sets: inout [XMLElement]) {
        var first = 0
        for codec in groups {
            let indices = first..<first + codec.count
            first += codec.count
            guard codec.count > 1 else { continue }
            for index in indices {
                let others = indices.filter { $0 != index }.map { "\($0 + 1)" }.joined(separator: ",")
                let property = XMLElement(
                    "SupplementalProperty", ["schemeIdUri": "urn:mpeg:dash:adaptation-set-switching:2016", "value": others])
                let place = sets[index].children.firstIndex { $0.name == "Role" } ?? 0
                sets[index].children.insert(property, at: place)
            }
        }
    }
}
