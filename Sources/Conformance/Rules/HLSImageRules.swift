import MediaCore

/// The image playlist: sprite sheets for players that read them in HLS.
enum HLSImageRules {
    static let imageStream = Rule(
        "HLS-046", .must,
        "An asset with video, unless it is of the preset package, has an EXT-X-IMAGE-STREAM-INF with BANDWIDTH, RESOLUTION, CODECS=\"jpeg\" and URI.",
        source: "HLS Image Media Playlist 0.4")
    static let imagesOnly = Rule(
        "HLS-047", .must, "An image playlist has EXT-X-IMAGES-ONLY and EXT-X-TILES with RESOLUTION, LAYOUT and DURATION.",
        source: "HLS Image Media Playlist 0.4")
    static let imageStreamValues = Rule(
        "HLS-048", .must,
        "RESOLUTION of EXT-X-IMAGE-STREAM-INF is that of EXT-X-TILES, BANDWIDTH is within 10 % of the heaviest sheet's.",
        source: "HLS Image Media Playlist 0.4; Apple HLS Authoring 1.27")
    static let sheetDurations = Rule(
        "HLS-049", .must, "Every sheet but the last lasts as long as the tiles of a full one.",
        source: "HLS Image Media Playlist 0.4")

    static let all = [imageStream, imagesOnly, imageStreamValues, sheetDurations]

    static func check(_ asset: PublishedAsset) -> [Violation] {
        guard let multivariant = asset.multivariant, !asset.videoTracks.isEmpty else { return [] }
        let file = multivariant.file
        var violations: [Violation] = []
        if multivariant.imageStreams.isEmpty && !asset.hidesThumbnails {
            violations.append(imageStream.broken(in: file, "there is none"))
        }
        for stream in multivariant.imageStreams {
            violations += imageStream.missing(["BANDWIDTH", "RESOLUTION", "CODECS", "URI"], in: stream, file)
            if let codecs = stream.attributes["CODECS"], codecs != "jpeg" {
                violations.append(imageStream.broken(in: file, at: stream.place, "CODECS is “\(codecs)”"))
            }
            if let playlist = asset.playlist(of: stream) {
                violations += faults(of: stream, playlist, asset).map {
                    imageStreamValues.broken(in: file, at: stream.place, $0)
                }
            }
        }
        for playlist in asset.imagePlaylists {
            violations += faults(of: playlist).map { imagesOnly.broken(in: playlist.file, $0) } + checkDurations(playlist)
        }
        return violations
    }

    private static func faults(of playlist: MediaPlaylist) -> [String] {
        var faults = playlist.isImagesOnly ? [] : ["EXT-X-IMAGES-ONLY is missing"]
        if let tiles = playlist.tiles {
            if tiles.resolution("RESOLUTION") == nil { faults.append("EXT-X-TILES has no RESOLUTION") }
            if tiles.resolution("LAYOUT") == nil { faults.append("EXT-X-TILES has no LAYOUT") }
            if (tiles.seconds("DURATION") ?? .zero) <= .zero { faults.append("EXT-X-TILES has no DURATION") }
        } else {
            faults.append("EXT-X-TILES is missing")
        }
        return faults
    }

    private static func faults(
        of stream: MultivariantPlaylist.Entry, _ images: MediaPlaylist, _ asset: PublishedAsset
    ) -> [String] {
        var faults: [String] = []
        if let size = stream.attributes.resolution("RESOLUTION"), let tile = images.tiles?.resolution("RESOLUTION"), size != tile
        {
            faults.append("RESOLUTION is \(size), a tile is \(tile)")
        }
        let rates = images.segments.compactMap { sheet in
            images.path(of: sheet.uri).flatMap { asset.files[$0] }.flatMap {
                BitRate(spans: [($0, sheet.duration.seconds)], targetDuration: 0)?.average
            }
        }
        if let declared = stream.attributes.integer("BANDWIDTH"), rates.count == images.segments.count,
            let heaviest = rates.max(),
            !BitRate.isClose(declared, to: heaviest)
        {
            faults.append("BANDWIDTH is \(declared), the heaviest sheet takes \(heaviest.rounded(.up))")
        }
        return faults
    }

    private static func checkDurations(_ playlist: MediaPlaylist) -> [Violation] {
        guard let layout = playlist.tiles?.resolution("LAYOUT"), let interval = playlist.tiles?.seconds("DURATION") else {
            return []
        }
        let count = Int64(layout.width) * Int64(layout.height)
        let full = MediaTime(ticks: interval.ticks &* count, timescale: interval.timescale)
        // The interval and EXTINF are written in microseconds.
        let rounding = MediaTime(ticks: count + 1, timescale: 1_000_000)
        return playlist.segments.dropLast().filter { $0.duration.distance(to: full) > rounding }.map {
            sheetDurations.broken(
                in: playlist.file, at: $0.place, "the sheet lasts \($0.duration.seconds) s, its tiles \(full.seconds) s")
        }
    }
}
