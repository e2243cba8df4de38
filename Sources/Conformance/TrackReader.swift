import Ciphers
import MediaCore

/// Reads a track's files, one at a time.
struct TrackReader {
    let folder: AssetFolder
    /// Of files under AES-128.
    let keys: [KeyID: Secret]

    /// The track of a media playlist, or nil where its init segment is missing or cannot be understood, with what its files break
    /// of the rules. Blocks.
    func blockingMeasure(_ playlist: MediaPlaylist) throws(ConformanceError) -> (
        track: TrackMeasurement?, violations: [Violation]
    ) {
        guard let path = playlist.mapURI.flatMap(playlist.path), let bytes = try folder.blockingRead(path) else {
            return (nil, [])
        }
        var (header, violations) = TrackHeaderReader.read(bytes, file: path)
        guard let header else { return (nil, violations) }
        var track = TrackMeasurement(playlist: playlist.file, header: header)
        var reader = SegmentReader(header: header)
        for entry in playlist.segments {
            guard let path = playlist.path(of: entry.uri), let file = try folder.blockingRead(path),
                let bytes = opened(file, entry.key)
            else {
                track.isComplete = false
                break
            }
            let (segment, broken) = reader.read(bytes, file: path)
            violations += broken
            guard let segment else {
                // Decode times behind it could not be judged.
                track.isComplete = false
                break
            }
            track.segments.append(segment)
        }
        return (track, violations)
    }

    /// What is in a file; nil where it is encrypted whole and does not open. `ProtectionCheck` says why.
    private func opened(_ bytes: [UInt8], _ key: AttributeList?) -> [UInt8]? {
        guard let key, key["METHOD"] == "AES-128" else { return bytes }
        guard let uri = key["URI"], let secret = FileOpening.secret(for: uri, among: keys) else { return nil }
        return FileOpening(secret: secret, vector: key["IV"] ?? "")?.open(bytes)
    }
}
