import FoundationEssentials

/// Checks a published asset against every rule of the catalogue, by parsing its files anew.
package struct AssetValidator: Sendable {
    /// The folder that holds `master.m3u8`.
    package let root: String
    /// The preset that the asset was made with, which decides over the rules of `AppleRules`.
    private let preset: String?

    /// - Parameter preset: its name; nil for the one that the asset's report names, where there is a report yet.
    package init(root: String, preset: String? = nil) {
        self.root = root
        self.preset = preset
    }

    /// Reads every file of the asset, one at a time. Blocks.
    /// - Throws: `notAFolder`, or `unreadable` for a file that exists and cannot be read; never for what a file says.
    package func blockingValidate() throws(ConformanceError) -> ConformanceReport {
        let folder = try AssetFolder(blockingRoot: root)
        var (asset, violations) = try Self.blockingRead(folder)
        asset.preset = if let preset { preset } else { try Self.blockingPreset(in: folder) }
        let measured = violations
        violations = FileRules.check(asset)
        violations += HLSPlaylistRules.check(asset) + HLSVariantRules.check(asset) + HLSRenditionRules.check(asset)
        violations += HLSTrickPlayRules.check(asset) + HLSImageRules.check(asset)
        violations += DASHRules.check(asset) + measured
        violations += TimelineRules.check(asset) + LadderRules.check(asset) + SoundRules.check(asset)
        violations += ThumbnailRules.check(asset) + CaptionRules.check(asset) + HDRRules.check(asset)
        violations += DownloadRules.check(try folder.blockingOpen(DownloadRules.file), asset)
        violations += AppleRules.check(asset)
        return ConformanceReport(checkedRules: Rule.catalogue, violations: violations)
    }

    /// What `report.json` says.
    private static func blockingPreset(in folder: AssetFolder) throws(ConformanceError) -> String? {
        struct Report: Decodable { let preset: String }
        return try folder.blockingRead("report.json").flatMap { bytes in
            try? JSONDecoder().decode(Report.self, from: Data(bytes)).preset
        }
    }

    /// Parses the asset; the violations are those that show while its segments pass by.
    private static func blockingRead(
        _ folder: AssetFolder
    ) throws(ConformanceError) -> (asset: PublishedAsset, violations: [Violation]) {
        var asset = PublishedAsset(files: folder.files)
        var violations: [Violation] = []
        if let bytes = try folder.blockingRead(PublishedAsset.multivariantPath) {
            let multivariant = MultivariantPlaylist(parsing: bytes, file: PublishedAsset.multivariantPath)
            for path in Set(multivariant.entries.compactMap(multivariant.path)).sorted() {
                guard let bytes = try folder.blockingRead(path) else { continue }
                asset.playlists[path] = MediaPlaylistParser.parse(bytes, file: path)
            }
            asset.multivariant = multivariant
        }
        if let bytes = try folder.blockingRead(PublishedAsset.presentationPath) {
            do {
                asset.presentation = try MPDReader.parse(bytes, file: PublishedAsset.presentationPath)
            } catch {
                asset.presentationProblem = error
            }
        }
        if let bytes = try folder.blockingRead(PublishedAsset.cuesPath) {
            asset.cues = ThumbnailCues(parsing: bytes, file: PublishedAsset.cuesPath)
        }
        for path in folder.files.keys where path.hasPrefix("text/") && path.hasSuffix(".vtt") {
            asset.captions[path] = try folder.blockingRead(path).map(CaptionText.init)
        }
        for path in folder.files.keys where path.hasPrefix("thumbnails/") && path.hasSuffix(".jpg") {
            asset.pictures[path] = try folder.blockingRead(path).flatMap(JPEGHeader.init)
        }
        let reader = TrackReader(folder: folder)
        for playlist in asset.videoPlaylists + asset.audioPlaylists {
            let (track, broken) = try reader.blockingMeasure(playlist)
            asset.tracks[playlist.file] = track
            violations += broken
        }
        return (asset, violations)
    }
}
