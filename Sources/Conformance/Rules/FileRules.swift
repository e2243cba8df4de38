import MediaCore

/// The asset's files and who names them.
enum FileRules {
    static let manifestsExist = Rule(
        "FILE-001", .must, "master.m3u8 and manifest.mpd exist; of an encrypted presentation, one that its scheme is for.",
        source: "Sluice asset layout")
    static let namedFilesExist = Rule(
        "FILE-002", .must, "Every URI of a playlist, an MPD or a WebVTT file names a file inside the asset.",
        source: "RFC 8216 §4.1; Sluice asset layout")
    static let filesAreNamed = Rule(
        "FILE-003", .must,
        "Every file is named by a manifest, or is one of those that every asset may have; there are no links or pipes.",
        source: "Sluice asset layout")

    static let all = [manifestsExist, namedFilesExist, filesAreNamed]

    /// Known by their names; a file to keep and a report need none to name them.
    private static let fixed: Set = [
        PublishedAsset.multivariantPath, PublishedAsset.presentationPath, PublishedAsset.cuesPath, PublishedAsset.posterPath,
        DownloadRules.file, ReportRules.file,
    ]

    /// What lies in the asset and is no file of it, whatever a manifest says.
    /// - Parameter schemes: of an encrypted asset, whose files `check` looks at folder by folder.
    static func checkStrangers(_ folder: AssetFolder, _ schemes: [ProtectionScheme]) -> [Violation] {
        let places = schemes.map { "\($0.folder)/" } + AssetFolder.shared + ProtectionRules.clearPlaces + [ReportRules.file]
        let strays = schemes.isEmpty ? [] : folder.files.keys.filter { path in !places.contains(where: path.hasPrefix) }
        return folder.strangers.map { filesAreNamed.broken(in: $0, "it is neither a file nor a folder") }
            + unnamed(strays)
    }

    private static func unnamed(_ paths: [String]) -> [Violation] {
        paths.sorted().map { filesAreNamed.broken(in: $0, "no manifest names this file") }
    }

    static func check(_ asset: PublishedAsset) -> [Violation] {
        let manifests = [PublishedAsset.multivariantPath, PublishedAsset.presentationPath]
        let missing = manifests.filter { asset.files[$0] == nil }
        let isEnough =
            asset.scheme.map { $0.manifests.contains(missing == [manifests[0]] ? .dash : .hls) && missing.count < 2 } ?? false
        var violations = (isEnough ? [] : missing).map { manifestsExist.broken(in: $0, "the file does not exist") }
        let references =
            (asset.multivariant?.references ?? [])
            + asset.playlists.keys.sorted().flatMap { asset.playlists[$0]?.references ?? [] }
            + (asset.presentation?.references ?? []) + (asset.cues?.references ?? [])
        var named = fixed
        var reported: Set<URIReference> = []
        for reference in references {
            let path = reference.path
            if let path { named.insert(path) }
            // A file that many cues name is missing once.
            let key = URIReference(uri: path ?? reference.uri, file: reference.file, place: "")
            if path.flatMap({ asset.files[$0] }) == nil, reported.insert(key).inserted {
                violations.append(
                    namedFilesExist.broken(
                        in: reference.file, at: reference.place, "“\(reference.uri)” names no file of the asset"))
            }
        }
        // Of a manifest that is missing or cannot be read, nobody knows what it named.
        if asset.presentationProblem != nil || !(isEnough || missing.isEmpty) { return violations }
        // What is clear is there for all protections, and each names a part of it.
        let shared = asset.scheme == nil ? [] : AssetFolder.shared
        let strays = asset.files.keys.filter { path in !named.contains(path) && !shared.contains(where: path.hasPrefix) }
        return violations + unnamed(strays)
    }
}
