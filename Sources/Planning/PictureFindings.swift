import MediaCore

/// What is unusual about the pixels of a source, and what becomes of it.
enum PictureFindings {
    /// - Parameter renditions: of `track`, the highest first.
    static func findings(of track: SourceVideoTrack, in source: SourceInfo, _ renditions: [VideoRendition]) -> [Finding] {
        var findings: [Finding] = []
        let others = source.video.count { $0.frameCount > 0 } - 1
        if others > 0 { findings.append(.furtherPicturesDropped(count: others)) }
        if let change = sizeChange(track, to: renditions[0].resolution) { findings.append(change) }
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

    /// Of what a rung as large as the source shows; nil where it is the source's size.
    private static func sizeChange(_ track: SourceVideoTrack, to top: Resolution) -> Finding? {
        let recorded = track.orientation.applied(to: track.size)
        let display = PictureSize.display(of: track)
        if display.shortSide < PictureSize.shortestSide { return .sizeChanged(from: recorded, to: top, .small) }
        let isTop = top.shortSide == display.shortSide & ~1
        if display != recorded { return .sizeChanged(from: recorded, to: isTop ? top : display, .oblongPixels) }
        let isOdd = !display.width.isMultiple(of: 2) || !display.height.isMultiple(of: 2)
        return isOdd && isTop ? .sizeChanged(from: recorded, to: top, .odd) : nil
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
