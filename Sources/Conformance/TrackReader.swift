/// Reads a track's files, one at a time.
struct TrackReader {
    let folder: AssetFolder

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
            guard let path = playlist.path(of: entry.uri), let bytes = try folder.blockingRead(path) else {
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
}
