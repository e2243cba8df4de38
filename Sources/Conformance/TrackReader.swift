import Ciphers
import MediaCore

/// Reads a track's files, one at a time.
struct TrackReader {
    let folder: AssetFolder
    /// Of files under AES-128.
    let keys: [KeyID: Secret]

    /// The track of a media playlist, with what its files break of the rules. Blocks.
    func blockingMeasure(_ playlist: MediaPlaylist) throws(ConformanceError) -> (
        track: TrackMeasurement?, violations: [Violation]
    ) {
        try blockingMeasure(
            playlist.file, initSegment: playlist.mapURI.flatMap(playlist.path),
            segments: playlist.segments.map { (playlist.path(of: $0.uri), $0.key) })
    }

    /// The track of a name, or nil where its init segment is missing or cannot be understood, with what its files break of the rules.
    /// Blocks.
    func blockingMeasure(
        _ name: String, initSegment: String?, segments: [(path: String?, key: AttributeList?)]
    ) throws(ConformanceError) -> (track: TrackMeasurement?, violations: [Violation]) {
        guard let initSegment, let bytes = try folder.blockingRead(initSegment) else { return (nil, []) }
        var (header, violations) = TrackHeaderReader.read(bytes, file: initSegment)
        guard let header else { return (nil, violations) }
        var track = TrackMeasurement(playlist: name, header: header)
        var reader = SegmentReader(header: header)
        for (path, key) in segments {
            guard let path, let file = try folder.blockingRead(path), let bytes = opened(file, key) else {
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
