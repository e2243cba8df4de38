import Ciphers
import ISOBMFF
import MediaCore

/// Holds one protection of an asset against `ProtectionRules`, file by file.
struct ProtectionCheck {
    let folder: AssetFolder
    let scheme: ProtectionScheme
    let asset: PublishedAsset
    /// Of `cenc` and `cbcs`.
    let tracks: [ProtectedTrack]
    let keys: [KeyID: Secret]
    /// The clear run of the same transcode.
    let clear: AssetFolder?

    /// What was found, and the keys of each kind of track. Blocks.
    func blockingRun() throws(ConformanceError) -> (violations: [Violation], keyIDs: Set<KeyID>) {
        var violations = checkPlaylists()
        if scheme == .aes128 {
            let (broken, ids) = try blockingCheckFiles()
            return (violations + broken, ids)
        }
        violations += tracks.flatMap(\.violations)
        violations += checkKeys(of: tracks) + checkDescription(tracks)
        return (violations, tracks.reduce(into: []) { $0.formUnion($1.keyIDs) })
    }

    private func checkKeys(of tracks: [ProtectedTrack]) -> [Violation] {
        var violations: [Violation] = []
        let sound = tracks.filter { $0.header.audio != nil }.reduce(into: Set<KeyID>()) { $0.formUnion($1.keyIDs) }
        for track in tracks where track.header.video != nil && !track.keyIDs.isDisjoint(with: sound) {
            violations.append(ProtectionRules.keysDiffer.broken(in: track.header.file, "it shares a key with the sound"))
        }
        for id in Set(tracks.flatMap(\.vectors.keys)) {
            let runs = tracks.flatMap { track in (track.vectors[id] ?? []).map { (track: track.folder, run: $0) } }
                .sorted { $0.run.lowerBound < $1.run.lowerBound }
            for (one, next) in zip(runs, runs.dropFirst()) where one.run.upperBound >= next.run.lowerBound {
                violations.append(ProtectionRules.vectorsDiffer.broken(in: next.track, "a vector under \(id) appears twice"))
            }
        }
        var constants: Set<[UInt8]> = []
        for track in tracks where scheme == .cbcs && !constants.insert(track.encryption.default_constant_IV).inserted {
            violations.append(ProtectionRules.vectorsDiffer.broken(in: track.folder, "another track has its vector"))
        }
        return violations
    }

    // MARK: - Manifests

    private func checkPlaylists() -> [Violation] {
        var violations: [Violation] = []
        let method = scheme == .aes128 ? "AES-128" : "SAMPLE-AES"
        for playlist in asset.videoPlaylists + asset.audioPlaylists + asset.iFramePlaylists {
            func report(_ place: String, _ message: String) {
                violations.append(ProtectionRules.keyTags.broken(in: playlist.file, at: place, message))
            }
            var isOpen = false
            var lead = true
            for segment in playlist.segments {
                guard let key = segment.key, key["METHOD"] != "NONE" else {
                    if !lead { report(segment.place, "the segment has no key") }
                    continue
                }
                lead = false
                isOpen = true
                if key["METHOD"] != method || key["URI"]?.isEmpty != false {
                    report(segment.place, "METHOD is \(key["METHOD"] ?? "missing")")
                }
                if scheme == .aes128 && (key["IV"]?.count != 34 || segment.byteRange != nil) {
                    report(segment.place, "there is no IV of 16 bytes, or a byte range")
                }
            }
            if !isOpen { report("line 1", "no segment has a key") }
            if playlist.hasKeyBeforeMap { report("EXT-X-MAP", "a key precedes it") }
        }
        if scheme == .aes128 && !asset.iFramePlaylists.isEmpty {
            violations.append(ProtectionRules.keyTags.broken(in: PublishedAsset.multivariantPath, "there are I-frame playlists"))
        }
        return violations
    }

    private func checkDescription(_ tracks: [ProtectedTrack]) -> [Violation] {
        guard let presentation = asset.presentation else { return [] }
        var violations: [Violation] = []
        let known = Dictionary(tracks.map { ($0.header.file, $0) }) { first, _ in first }
        for set in presentation.periods.flatMap(\.adaptationSets) {
            for representation in set.representations {
                guard let track = representation.initializationPath.flatMap({ known[$0] }) else { continue }
                let id = KeyID(bytes: track.encryption.default_KID)
                let main = set.contentProtections.first { $0.scheme == "urn:mpeg:dash:mp4protection:2011" }
                let common = set.contentProtections.first { $0.scheme == "urn:uuid:\(KeyID.commonSystem)" }
                let clearKey = set.contentProtections.first { $0.scheme == "urn:uuid:\(KeyID.clearKeySystem)" }
                if main?.value != scheme.rawValue || main?.defaultKeyID.flatMap({ KeyID($0) }) != id || common?.pssh == nil
                    || clearKey?.licence?.isEmpty != false
                {
                    violations.append(
                        ProtectionRules.contentProtection.broken(
                            in: presentation.file, at: set.place,
                            "it says \(main?.value ?? "no scheme") and \(main?.defaultKeyID ?? "no key"), the track \(id)"))
                    break
                }
            }
        }
        return violations
    }

    // MARK: - Whole files

    private func blockingCheckFiles() throws(ConformanceError) -> (violations: [Violation], keyIDs: Set<KeyID>) {
        var violations: [Violation] = []
        var seen: Set<String> = []
        var uris: [Bool: Set<String>] = [:]
        for playlist in asset.videoPlaylists + asset.audioPlaylists {
            let isSound = playlist.file.hasPrefix("audio/")
            for segment in playlist.segments {
                guard let path = playlist.path(of: segment.uri), let size = folder.files[path], let key = segment.key,
                    let uri = key["URI"], let vector = key["IV"]
                else { continue }
                uris[isSound, default: []].insert(uri)
                if !seen.insert(uri + vector).inserted {
                    violations.append(
                        ProtectionRules.vectorsDiffer.broken(in: playlist.file, at: segment.place, "\(vector) appears twice"))
                }
                if size == 0 || size % 16 != 0 {
                    violations.append(ProtectionRules.wholeFiles.broken(in: path, "it has \(size) bytes"))
                } else if let secret = FileOpening.secret(for: uri, among: keys), let bytes = try folder.blockingRead(path) {
                    violations += check(bytes, path, secret, vector, clear: try clear?.blockingRead(path))
                }
            }
        }
        if let sound = uris[true], let pictures = uris[false], !sound.isDisjoint(with: pictures) {
            violations.append(
                ProtectionRules.keysDiffer.broken(in: PublishedAsset.multivariantPath, "sound and pictures share a key"))
        }
        let ids = uris.values.joined().compactMap { FileOpening.keyID(in: $0) }
        return (violations, Set(ids))
    }

    private func check(_ bytes: [UInt8], _ path: String, _ secret: Secret, _ vector: String, clear: [UInt8]?) -> [Violation] {
        guard let opened = FileOpening(secret: secret, vector: vector)?.open(bytes),
            (try? BoxReader.read(ByteSource(opened))) != nil
        else { return [ProtectionRules.wholeFiles.broken(in: path, "its key does not open it")] }
        guard let clear, clear != opened else { return [] }
        return [ProtectionRules.opens.broken(in: path, "it opens to something else than the clear run has")]
    }
}
