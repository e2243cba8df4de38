import MediaCore

/// Sprite sheets in the MPD (DASH-IF tiled thumbnails).
enum DASHTileRules {
    static let property = Rule(
        "DASH-020", .must,
        "With video, unless the preset is package, there is an image/jpeg Representation whose EssentialProperty thumbnail_tile says HxV.",
        source: "DASH-IF IOP §6.2.6")
    static let sheetSize = Rule(
        "DASH-021", .must, "@width and @height of the tiles are those of every sheet, and divide into HxV tiles.",
        source: "DASH-IF IOP §6.2.6")
    static let duration = Rule(
        "DASH-022", .must, "SegmentTemplate@duration of the tiles is their number times the interval that HLS says.",
        source: "DASH-IF IOP §6.2.6")

    static let sheets = Rule(
        "DASH-023", .must, "The tiles are on the sheets that the image playlist names.", source: "Sluice asset layout")

    static let all = [property, sheetSize, duration, sheets]

    static let scheme = "http://dashif.org/guidelines/thumbnail_tile"

    static func check(_ mpd: MediaPresentation, _ asset: PublishedAsset) -> [Violation] {
        guard !asset.videoTracks.isEmpty else { return [] }
        let tiles = mpd.representations.filter(\.isPictures)
        guard !tiles.isEmpty else { return asset.hidesThumbnails ? [] : [property.broken(in: mpd.file, "there is none")] }
        return tiles.flatMap { check($0, asset) }
    }

    private static func check(_ tiles: Representation, _ asset: PublishedAsset) -> [Violation] {
        let (file, place) = (tiles.file, tiles.place)
        guard let text = tiles.essentialProperties[scheme], tiles["mimeType"] == "image/jpeg",
            let grid = Resolution(timesText: text)
        else { return [property.broken(in: file, at: place, "the property is missing or not HxV of image/jpeg")] }
        var violations = checkSheets(tiles, asset)
        let written = Resolution(width: Int(tiles["width"] ?? "") ?? 0, height: Int(tiles["height"] ?? "") ?? 0)
        if written.width <= 0 || written.height <= 0 || written.width % grid.width != 0 || written.height % grid.height != 0 {
            violations.append(sheetSize.broken(in: file, at: place, "\(written) does not divide into \(text) tiles"))
        } else {
            for path in tiles.mediaPaths {
                guard let path, case .some(.some(let sheet)) = asset.pictures[path], sheet.size != written else { continue }
                violations.append(sheetSize.broken(in: file, at: place, "\(path) is \(sheet.size), not \(written)"))
            }
        }
        guard let ticks = tiles.template?["duration"].flatMap({ Int64($0) }), let scale = tiles.timescale else {
            return violations + [duration.broken(in: file, at: place, "@duration or @timescale is missing")]
        }
        let sheet = MediaTime(ticks: ticks, timescale: scale)
        for playlist in asset.imagePlaylists {
            guard let interval = playlist.tiles?.seconds("DURATION") else { continue }
            let count = Int64(grid.width) * Int64(grid.height)
            // HLS writes the interval in microseconds.
            let expected = MediaTime(ticks: interval.ticks &* count, timescale: interval.timescale)
            if sheet.distance(to: expected) > MediaTime(ticks: count + 1, timescale: 1_000_000) {
                violations.append(
                    duration.broken(
                        in: file, at: place,
                        "@duration is \(sheet.seconds) s, \(count) tiles of \(playlist.file) last \(expected.seconds) s"))
            }
        }
        return violations
    }

    private static func checkSheets(_ tiles: Representation, _ asset: PublishedAsset) -> [Violation] {
        let written = Set(tiles.mediaPaths.compactMap(\.self))
        return asset.imagePlaylists.compactMap { playlist in
            let listed = Set(playlist.segments.compactMap { playlist.path(of: $0.uri) })
            // A file that does not exist is FILE-002's.
            guard let other = written.symmetricDifference(listed).sorted().first(where: { asset.files[$0] != nil }) else {
                return nil
            }
            return sheets.broken(in: tiles.file, at: tiles.place, "\(other) is named here or in \(playlist.file), not in both")
        }
    }
}
