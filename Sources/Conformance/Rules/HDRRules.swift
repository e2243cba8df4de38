import MediaCore

/// Where an asset has high dynamic range: that everything says so, and that there is something for the other screens.
enum HDRRules {
    static let videoRange = Rule(
        "HDR-001", .must,
        "VIDEO-RANGE of an I-frame variant is SDR, PQ or HLG as the sequence parameter set says; it may be left out only where all are SDR.",
        source: "RFC 8216bis §4.4.6.2; Apple HLS Authoring 1.24")
    static let hasStandardRange = Rule(
        "HDR-002", .must, "Beside variants in HDR there is one in SDR.", source: "Apple HLS Authoring 6.2")
    static let properties = Rule(
        "HDR-003", .must,
        "An AdaptationSet in HDR has an EssentialProperty each for ColourPrimaries, TransferCharacteristics and MatrixCoefficients, which say what the sequence parameter set says; others have none that says otherwise.",
        source: "ISO/IEC 23009-1 §5.8.5.10; DASH-IF IOP §10.5; ISO/IEC 23091-2")
    static let metadata = Rule(
        "HDR-004", .must, "mdcv and clli are in sample entries of HDR only, of 24 and 4 bytes.",
        source: "ISO/IEC 14496-12 §12.1.6, §12.1.7")

    static let all = [videoRange, hasStandardRange, properties, metadata]

    static func check(_ asset: PublishedAsset) -> [Violation] {
        let formats = asset.videoTracks.compactMap { track in track.header.video.map { (track.header.file, $0) } }
        var violations: [Violation] = []
        for (file, format) in formats {
            let sizes = [("mdcv", format.masteringDisplaySize, 24), ("clli", format.contentLightSize, 4)]
            for (box, size, expected) in sizes where size.map({ $0 != expected || !format.isHDR }) ?? false {
                violations.append(
                    metadata.broken(in: file, "\(box) has \(size ?? 0) bytes in a track in \(format.dynamicRange.rawValue)"))
            }
        }
        let hasHDR = formats.contains { $0.1.isHDR }
        if hasHDR, formats.allSatisfy({ $0.1.isHDR }) {
            violations.append(hasStandardRange.broken(in: PublishedAsset.multivariantPath, "all variants are in HDR"))
        }
        return violations + checkRanges(asset, hasHDR: hasHDR) + checkProperties(asset)
    }

    private static func checkRanges(_ asset: PublishedAsset, hasHDR: Bool) -> [Violation] {
        guard let multivariant = asset.multivariant else { return [] }
        var formats: [String: VideoFormat] = [:]
        for track in asset.videoTracks { formats[track.header.file] = track.header.video }
        return multivariant.iFrameStreams.compactMap { entry in
            // An I-frame variant has the init segment of its media playlist.
            let initSegment = asset.playlist(of: entry).flatMap { playlist in playlist.mapURI.flatMap(playlist.path) }
            guard let format = initSegment.flatMap({ formats[$0] }) else { return nil }
            let said = entry.attributes["VIDEO-RANGE"]
            if said == format.dynamicRange.rawValue || (said == nil && !hasHDR) { return nil }
            return videoRange.broken(
                in: multivariant.file, at: entry.place,
                "VIDEO-RANGE is \(said ?? "missing"), the track is in \(format.dynamicRange.rawValue)")
        }
    }

    private static func checkProperties(_ asset: PublishedAsset) -> [Violation] {
        guard let mpd = asset.presentation else { return [] }
        return mpd.representations.compactMap { representation in
            guard let path = representation.initializationPath,
                let format = asset.videoTracks.first(where: { $0.header.file == path })?.header.video, let color = format.color
            else { return nil }
            for (name, value) in [
                ("ColourPrimaries", color.primaries), ("TransferCharacteristics", color.transfer),
                ("MatrixCoefficients", color.matrix),
            ] {
                let said = representation.essentialProperties["urn:mpeg:mpegB:cicp:\(name)"]
                if said == "\(value)" || (said == nil && !format.isHDR) { continue }
                return properties.broken(
                    in: mpd.file, at: representation.place, "\(name) is \(said ?? "missing"), the track's is \(value)")
            }
            return nil
        }
    }
}

extension VideoFormat {
    fileprivate var dynamicRange: DynamicRange { color?.dynamicRange ?? .sdr }
    fileprivate var isHDR: Bool { color?.isHDR ?? false }
}
