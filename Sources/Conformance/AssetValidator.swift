import Ciphers
import MediaCore

/// Checks a published asset against every rule of the catalogue, by parsing its files anew.
package struct AssetValidator: Sendable {
    /// The folder that holds `master.m3u8`, or the folders of an encrypted asset's protections.
    package let root: String
    /// The preset of an asset that has no report yet; it decides over the rules of `AppleRules`.
    private let preset: String?
    /// Of an encrypted asset; without them no file under AES-128 can be looked into, and no sample compared.
    private let keys: [KeyID: Secret]
    /// The folder of a clear run of the same transcode, which encrypted samples are compared with.
    private let clearRoot: String?

    /// - Parameter preset: the name, of an asset whose report is yet to be written; nil of a published one, whose report names it and is
    ///   checked as well.
    package init(root: String, preset: String? = nil, keys: [KeyID: Secret] = [:], clearRoot: String? = nil) {
        self.root = root
        self.preset = preset
        self.keys = keys
        self.clearRoot = clearRoot
    }

    /// Reads every file of the asset, one at a time. Blocks.
    /// - Throws: `notAFolder`, or `unreadable` for a file that exists and cannot be read; never for what a file says.
    package func blockingValidate() throws(ConformanceError) -> ConformanceReport {
        let folder = try AssetFolder(blockingRoot: root)
        let clear = try clearRoot.map { (root) throws(ConformanceError) in try AssetFolder(blockingRoot: root) }
        let (report, misreports) = preset == nil ? ReportRules.read(try folder.blockingRead(ReportRules.file)) : (nil, [])
        let preset = preset ?? report?.preset
        let schemes = ProtectionScheme.allCases.filter { scheme in
            folder.files.keys.contains { $0.hasPrefix("\(scheme.folder)/") }
        }
        var violations = FileRules.checkStrangers(folder, schemes) + misreports
        if schemes.isEmpty {
            let (found, asset, _) = try blockingCheck(folder, preset)
            violations += found + (report.map { ReportRules.check($0, asset, []) } ?? [])
            return ConformanceReport(checkedRules: Rule.catalogue, violations: violations)
        }
        violations += ProtectionRules.checkNothingClear(beside: folder)
        var seen: Set<KeyID> = []
        for scheme in schemes {
            let view = folder.view(of: scheme.folder)
            var (found, asset, tracks) = try blockingCheck(view, preset, scheme, clear)
            let check = ProtectionCheck(folder: view, scheme: scheme, asset: asset, tracks: tracks, keys: keys, clear: clear)
            let (broken, ids) = try check.blockingRun()
            found += broken
            if !seen.isDisjoint(with: ids) {
                found.append(
                    ProtectionRules.keysDiffer.broken(in: PublishedAsset.presentationPath, "another protection has its keys"))
            }
            seen.formUnion(ids)
            if let report, (report.protections?.first?.folder ?? schemes[0].folder) == scheme.folder {
                violations += ReportRules.check(report, asset, schemes)
            }
            violations += found.map { $0.moved(to: view.path(of: $0.file)) }
        }
        return ConformanceReport(checkedRules: Rule.catalogue, violations: violations)
    }

    private func blockingCheck(
        _ folder: AssetFolder, _ preset: String?, _ scheme: ProtectionScheme? = nil, _ clear: AssetFolder? = nil
    ) throws(ConformanceError) -> (violations: [Violation], asset: PublishedAsset, protected: [ProtectedTrack]) {
        var (asset, readings) = try blockingRead(folder, scheme, clear)
        asset.preset = preset
        asset.scheme = scheme
        var violations = FileRules.check(asset)
        violations += HLSPlaylistRules.check(asset) + HLSVariantRules.check(asset) + HLSRenditionRules.check(asset)
        violations += HLSTrickPlayRules.check(asset) + HLSImageRules.check(asset)
        violations += DASHRules.check(asset) + readings.flatMap(\.violations)
        violations += TimelineRules.check(asset) + LadderRules.check(asset) + SoundRules.check(asset)
        violations += ThumbnailRules.check(asset) + CaptionRules.check(asset) + HDRRules.check(asset)
        violations += DownloadRules.check(try folder.blockingOpen(DownloadRules.file), asset)
        violations += AppleRules.check(asset)
        return (violations, asset, readings.compactMap(\.protected))
    }

    /// Parses the asset.
    private func blockingRead(
        _ folder: AssetFolder, _ scheme: ProtectionScheme?, _ clear: AssetFolder?
    ) throws(ConformanceError) -> (asset: PublishedAsset, readings: [TrackReader.Reading]) {
        var asset = PublishedAsset(files: folder.files)
        var readings: [TrackReader.Reading] = []
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
        let reader = TrackReader(folder: folder, scheme: scheme, keys: keys, clear: clear)
        for playlist in asset.videoPlaylists + asset.audioPlaylists {
            let reading = try reader.blockingMeasure(playlist)
            asset.tracks[playlist.file] = reading.track
            readings.append(reading)
        }
        for representation in asset.multivariant == nil ? asset.mediaRepresentations : [] {
            guard let path = representation.initializationPath else { continue }
            let segments = representation.mediaPaths.map { (path: $0, key: AttributeList?.none) }
            let reading = try reader.blockingMeasure(path, initSegment: path, segments: segments)
            asset.tracks[path] = reading.track
            readings.append(reading)
        }
        return (asset, readings)
    }
}
