import MediaCore

/// What is unusual about the pixels of a source, and what becomes of it.
enum PictureFindings {
    static func findings(of track: SourceVideoTrack, _ renditions: [VideoRendition]) -> [Finding] {
        var findings: [Finding] = []
        if track.isInterlaced { findings.append(.deinterlaced) }
        if track.color.isHDR {
            findings.append(.toneMapped(from: track.color.dynamicRange.rawValue))
            if renditions.contains(where: \.color.isHDR) { findings.append(.hdrKept) }
        } else {
            let unusual = [format(track.pixelFormat), colors(track), track.color.isFullRange ? "full range" : nil]
                .compactMap(\.self)
            if !unusual.isEmpty { findings.append(.colorConverted(from: unusual.joined(separator: ", "))) }
        }
        return findings
    }

    /// Nil for the matrix and gamut of BT.709.
    private static func colors(_ track: SourceVideoTrack) -> String? {
        let color = track.color
        if isRGB(track.pixelFormat) { return nil }
        switch (color.primaries, color.matrix) {
        case (9, _), (_, 9), (_, 10): return "BT.2020"
        case (11, _), (12, _): return "P3"
        case (_, 5), (_, 6), (_, 4): return "BT.601"
        case (_, 7): return "SMPTE 240M"
        case (_, ColorDescription.unspecified) where ColorDescription.usualMatrix(of: track.size) == 6:
            return "untagged colours, taken as BT.601"
        default: return nil
        }
    }

    /// Of FFmpeg's name; nil for 8 bit 4:2:0.
    private static func format(_ name: String) -> String? {
        let depth = [16, 14, 12, 10, 9].first { name.hasSuffix("\($0)le") || name.hasSuffix("\($0)be") }.map { "\($0) bit" }
        let sampling =
            isRGB(name)
            ? "RGB"
            : name.hasPrefix("gray")
                ? "grey"
                : ["444", "422", "440", "411", "410"].first(where: name.contains).map {
                    $0.map(String.init).joined(separator: ":")
                }
        let words = [depth, sampling].compactMap(\.self)
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    private static func isRGB(_ name: String) -> Bool { ["gbr", "rgb", "bgr", "pal8"].contains(where: name.contains) }
}
