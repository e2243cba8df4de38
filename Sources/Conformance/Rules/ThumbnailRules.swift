import MediaCore

/// Poster, sprite sheets and what points into them.
enum ThumbnailRules {
    static let cues = Rule(
        "THUMB-001", .must,
        "thumbnails.vtt exists with video, unless the preset is package, begins with WEBVTT and has readable cues.",
        source: "WebVTT §4.1")
    static let continuous = Rule(
        "THUMB-002", .must, "The cues run from zero to the end of the picture, within one frame, without a gap.",
        source: "Sluice asset layout")
    static let insideSheet = Rule(
        "THUMB-003", .must, "Every cue names an area inside its sheet by #xywh.", source: "W3C Media Fragments §4.2.2")
    static let sheetSize = Rule(
        "THUMB-004", .must, "Every sheet of an image playlist has the size of its tile times its layout.",
        source: "HLS Image Media Playlist 0.4")
    static let imagesCover = Rule(
        "THUMB-005", .must, "The sheets of an image playlist last to the end of the picture.",
        source: "HLS Image Media Playlist 0.4")
    static let poster = Rule(
        "THUMB-006", .must,
        "An asset with video, unless it is of the preset package, has a poster, a JPEG of at most 1280 pixels on its long side.",
        source: "Sluice asset layout")
    static let noMetadata = Rule(
        "THUMB-007", .must, "No picture carries EXIF, XMP (APP1) or IPTC (APP13): place and device stay private.",
        source: "Sluice privacy")
    static let readable = Rule("THUMB-008", .must, "Every picture is a JPEG to its end.", source: "ITU-T T.81 annex B")

    static let aspectRatio = Rule(
        "THUMB-009", .must, "The poster and the tiles have the aspect ratio of the picture, but for rounding to even sizes.",
        source: "Sluice asset layout")

    static let all = [cues, continuous, insideSheet, sheetSize, imagesCover, poster, noMetadata, readable, aspectRatio]

    static func check(_ asset: PublishedAsset) -> [Violation] {
        guard !asset.videoTracks.isEmpty, !asset.hidesThumbnails else { return [] }
        var violations =
            checkCues(asset) + checkPoster(asset) + checkAspect(asset)
            + asset.imagePlaylists.flatMap { checkSheets(of: $0, asset) }
        for (path, header) in asset.pictures.sorted(by: { $0.key < $1.key }) {
            if let header {
                if header.hasMetadata { violations.append(noMetadata.broken(in: path, "there is such a segment")) }
            } else {
                violations.append(readable.broken(in: path, "there is no JPEG frame header or no end of image"))
            }
        }
        return violations
    }

    private static func checkPoster(_ asset: PublishedAsset) -> [Violation] {
        let path = PublishedAsset.posterPath
        guard asset.files[path] != nil else { return [poster.broken(in: path, "the file does not exist")] }
        guard case .some(.some(let header)) = asset.pictures[path], header.size.longSide > 1280 else { return [] }
        return [poster.broken(in: path, "the poster is \(header.size)")]
    }

    private static func checkAspect(_ asset: PublishedAsset) -> [Violation] {
        let largest = asset.videoTracks.compactMap(\.header.video).map(\.size).max { $0.pixelCount < $1.pixelCount }
        guard let largest else { return [] }
        var small = asset.imagePlaylists.compactMap { list in list.tiles?.resolution("RESOLUTION").map { (list.file, $0) } }
        if case .some(.some(let header)) = asset.pictures[PublishedAsset.posterPath] {
            small.append((PublishedAsset.posterPath, header.size))
        }
        // The short side is within one even step of the exact one, on whichever is the larger: a poster may be that.
        func isStretched(_ size: Resolution) -> Bool {
            abs(size.width * largest.height - size.height * largest.width) > 2 * max(size.longSide, largest.longSide)
        }
        return small.filter { isStretched($0.1) }.map {
            aspectRatio.broken(in: $0, "\($1) has another aspect ratio than \(largest)")
        }
    }

    private static func checkCues(_ asset: PublishedAsset) -> [Violation] {
        guard let list = asset.cues else { return [cues.broken(in: PublishedAsset.cuesPath, "the file does not exist")] }
        guard list.problems.isEmpty, let first = list.cues.first, let last = list.cues.last else {
            let violations = list.problems.map { cues.broken(in: list.file, at: $0.place, $0.message) }
            return violations.isEmpty ? [cues.broken(in: list.file, "there is no cue")] : violations
        }
        var violations = checkAreas(list, asset)
        if first.start != .zero {
            violations.append(
                continuous.broken(in: list.file, at: first.place, "the first cue starts at \(first.start.seconds) s"))
        }
        for (cue, next) in zip(list.cues, list.cues.dropFirst()) where next.start != cue.end {
            violations.append(
                continuous.broken(
                    in: list.file, at: next.place, "the cue before ends at \(cue.end.seconds) s, not \(next.start.seconds) s"))
        }
        violations += list.cues.filter { $0.end <= $0.start }.map {
            continuous.broken(in: list.file, at: $0.place, "the cue does not end after it starts")
        }
        // Cue times are in milliseconds.
        let slack = (asset.videoTracks.map(\.frame).max() ?? .zero) + MediaTime(ticks: 1, timescale: 1000)
        if let end = asset.end, last.end.distance(to: end) > slack {
            violations.append(
                continuous.broken(
                    in: list.file, at: last.place, "the last cue ends at \(last.end.seconds) s, the picture at \(end.seconds) s"))
        }
        return violations
    }

    private static func checkAreas(_ list: ThumbnailCues, _ asset: PublishedAsset) -> [Violation] {
        list.cues.compactMap { cue in
            guard let area = cue.area else {
                return insideSheet.broken(in: list.file, at: cue.place, "“\(cue.uri)” has no #xywh=x,y,w,h")
            }
            guard let path = URIReference.path(of: cue.uri, in: list.file), case .some(.some(let sheet)) = asset.pictures[path]
            else {
                return nil
            }
            guard
                area.width == 0 || area.height == 0 || area.x + area.width > sheet.size.width
                    || area.y + area.height > sheet.size.height
            else { return nil }
            return insideSheet.broken(in: list.file, at: cue.place, "“\(cue.uri)” is not inside \(sheet.size)")
        }
    }

    private static func checkSheets(of playlist: MediaPlaylist, _ asset: PublishedAsset) -> [Violation] {
        var violations: [Violation] = []
        if let tile = playlist.tiles?.resolution("RESOLUTION"), let layout = playlist.tiles?.resolution("LAYOUT") {
            let size = Resolution(width: tile.width * layout.width, height: tile.height * layout.height)
            for entry in playlist.segments {
                guard let path = playlist.path(of: entry.uri), case .some(.some(let header)) = asset.pictures[path],
                    header.size != size
                else { continue }
                violations.append(sheetSize.broken(in: playlist.file, at: entry.place, "\(path) is \(header.size), not \(size)"))
            }
        }
        guard let end = asset.end else { return violations }
        // The last sheet may be full where the picture ends earlier.
        let slack = (asset.videoTracks.map(\.frame).max() ?? .zero) + MediaTime(ticks: 1, timescale: 1000)
        let excess = playlist.segments.last?.duration ?? .zero
        if playlist.duration + slack < end || playlist.duration > end + excess + slack {
            violations.append(
                imagesCover.broken(
                    in: playlist.file, "the sheets last \(playlist.duration.seconds) s, the picture \(end.seconds) s"))
        }
        return violations
    }
}
