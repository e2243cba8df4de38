/// The asset's files and who names them.
enum FileRules {
    static let manifestsExist = Rule(
        "FILE-001", .must, "master.m3u8 and manifest.mpd exist; of an encrypted presentation, one that its scheme is for.",
        source: "Sluice asset layout")
    static let namedFilesExist = Rule(
        "FILE-002", .must, "Every URI of a playlist, an MPD or a WebVTT file names a file inside the asset.",
        source: "RFC 8216 §4.1; Sluice asset layout")
    static let filesAreNamed = Rule(
        "FILE-003", .must, "Every file under video, audio, text and thumbnails is named by a manifest.",
        source: "Sluice asset layout")

    static let all = [manifestsExist, namedFilesExist, filesAreNamed]

    static func check(_ asset: PublishedAsset) -> [Violation] {
        // report.json holds the outcome of this very check, so it may not be there yet.
        let fixed = [PublishedAsset.multivariantPath, PublishedAsset.presentationPath]
        let missing = fixed.filter { asset.files[$0] == nil }
        let isEnough =
            asset.scheme.map { $0.manifests.contains(missing == [fixed[0]] ? .dash : .hls) && missing.count < 2 } ?? false
        var violations = (isEnough ? [] : missing).map { manifestsExist.broken(in: $0, "the file does not exist") }
        let references =
            (asset.multivariant?.references ?? [])
            + asset.playlists.keys.sorted().flatMap { asset.playlists[$0]?.references ?? [] }
            + (asset.presentation?.references ?? []) + (asset.cues?.references ?? [])
        var named: Set<String> = [PublishedAsset.cuesPath, PublishedAsset.posterPath]
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
        // What is clear is there for all protections, and each names a part of it.
        let folders = ["video/", "audio/"] + (asset.scheme == nil ? ["text/", "thumbnails/"] : [])
        let strays = asset.files.keys.filter { path in folders.contains(where: path.hasPrefix) && !named.contains(path) }
        return violations + strays.sorted().map { filesAreNamed.broken(in: $0, "no manifest names this file") }
    }
}
