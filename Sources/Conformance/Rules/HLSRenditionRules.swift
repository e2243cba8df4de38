import MediaCore

/// What variants and renditions say of themselves so that a player can choose among them.
enum HLSRenditionRules {
    static let videoRange = Rule(
        "HLS-031", .must,
        "VIDEO-RANGE is that of the picture's transfer characteristics, and is written where not all variants are SDR.",
        source: "rfc8216bis §4.4.6.2")
    static let choice = Rule(
        "HLS-032", .must,
        "Audio renditions of a group differ in NAME, at most one is DEFAULT, that one is AUTOSELECT, and both say YES or NO.",
        source: "RFC 8216 §4.3.4.1, §4.3.4.1.1")

    static let all = [videoRange, choice]

    static func check(_ asset: PublishedAsset) -> [Violation] {
        guard let multivariant = asset.multivariant else { return [] }
        return checkRanges(multivariant, asset) + checkGroups(multivariant)
    }

    private static func checkRanges(_ multivariant: MultivariantPlaylist, _ asset: PublishedAsset) -> [Violation] {
        let ranges = multivariant.variants.compactMap { variant in
            asset.track(of: variant)?.header.video.map { (variant: variant, range: $0.dynamicRange) }
        }
        let mayBeAbsent = ranges.allSatisfy { $0.range == "SDR" }
        return ranges.filter { variant, range in
            variant.attributes["VIDEO-RANGE"].map { $0 != range } ?? !mayBeAbsent
        }.map { variant, range in
            let written = variant.attributes["VIDEO-RANGE"] ?? "missing"
            return videoRange.broken(
                in: multivariant.file, at: variant.place, "VIDEO-RANGE is \(written), the picture is \(range)")
        }
    }

    private static func checkGroups(_ multivariant: MultivariantPlaylist) -> [Violation] {
        var names: Set<[String]> = []
        var defaults: Set<String> = []
        var violations: [Violation] = []
        for rendition in multivariant.renditions where rendition.attributes["TYPE"] == "AUDIO" {
            func report(_ message: String) {
                violations.append(choice.broken(in: multivariant.file, at: rendition.place, message))
            }
            let group = rendition.attributes["GROUP-ID"] ?? ""
            if let name = rendition.attributes["NAME"], !names.insert([group, name]).inserted {
                report("another of the group is called “\(name)” too")
            }
            for name in ["DEFAULT", "AUTOSELECT"] {
                if let value = rendition.attributes[name], !["YES", "NO"].contains(value) { report("\(name) is \(value)") }
            }
            guard rendition.attributes["DEFAULT"] == "YES" else { continue }
            if !defaults.insert(group).inserted { report("another of the group is the default too") }
            if rendition.attributes["AUTOSELECT"] == "NO" { report("the default is not selected by itself") }
        }
        return violations
    }
}

extension VideoFormat {
    /// As VIDEO-RANGE names it.
    fileprivate var dynamicRange: String {
        switch color?.transfer {
        case 16: "PQ"
        case 18: "HLG"
        default: "SDR"
        }
    }
}
