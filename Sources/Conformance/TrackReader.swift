import Ciphers
import MediaCore

/// Reads a track's files, one at a time.
struct TrackReader {
    let folder: AssetFolder
    /// Of an encrypted presentation.
    let scheme: ProtectionScheme?
    let keys: [KeyID: Secret]
    /// The clear run of the same transcode.
    let clear: AssetFolder?

    /// What was read of a track: nil where its init segment is missing or cannot be understood, or is not that of encrypted samples.
    struct Reading {
        fileprivate(set) var track: TrackMeasurement?
        fileprivate(set) var protected: ProtectedTrack?
        /// What its files break of the rules, but for those of protection.
        fileprivate(set) var violations: [Violation] = []
    }

    /// The track of a media playlist. Blocks.
    func blockingMeasure(_ playlist: MediaPlaylist) throws(ConformanceError) -> Reading {
        try blockingMeasure(
            playlist.file, initSegment: playlist.mapURI.flatMap(playlist.path),
            segments: playlist.segments.map { (playlist.path(of: $0.uri), $0.key) })
    }

    /// The track of a name, each of its files read once. Blocks.
    func blockingMeasure(
        _ name: String, initSegment: String?, segments: [(path: String?, key: AttributeList?)]
    ) throws(ConformanceError) -> Reading {
        var reading = Reading()
        guard let initSegment, let bytes = try folder.blockingRead(initSegment) else { return reading }
        let (header, violations) = TrackHeaderReader.read(bytes, file: initSegment)
        reading.violations = violations
        if let scheme, scheme != .aes128 {
            reading.protected = header.flatMap { ProtectedTrack(initSegment: bytes, header: $0, scheme: scheme) }
            if reading.protected == nil {
                reading.violations.append(
                    ProtectionRules.nothingClear.broken(in: initSegment, "it is not the init segment of an encrypted track"))
            }
        }
        guard let header else { return reading }
        var track = TrackMeasurement(playlist: name, header: header)
        var reader = SegmentReader(header: header)
        for (path, key) in segments {
            guard let path, let file = try folder.blockingRead(path), let bytes = opened(file, key) else {
                track.isComplete = false
                break
            }
            reading.protected?.read(file, file: path, keys: keys, clear: try clear?.blockingRead(path))
            let (segment, broken) = reader.read(bytes, file: path)
            reading.violations += broken
            guard let segment else {
                // Decode times behind it could not be judged.
                track.isComplete = false
                break
            }
            track.segments.append(segment)
        }
        reading.track = track
        return reading
    }

    /// What is in a file; nil where it is encrypted whole and does not open. `ProtectionCheck` says why.
    private func opened(_ bytes: [UInt8], _ key: AttributeList?) -> [UInt8]? {
        guard let key, key["METHOD"] == "AES-128" else { return bytes }
        guard let uri = key["URI"], let secret = FileOpening.secret(for: uri, among: keys) else { return nil }
        return FileOpening(secret: secret, vector: key["IV"] ?? "")?.open(bytes)
    }
}
