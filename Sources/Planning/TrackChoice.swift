import MediaCore

/// Which of a source's streams are shown and heard.
package enum TrackChoice {
    /// Moving pictures before stills (one or two frames), then the default disposition, then pixels × duration, then stream
    /// order. Absent where no stream shows anything.
    package static func video(of source: SourceInfo) -> SourceVideoTrack? {
        source.video
            .filter { $0.frameCount > 0 && $0.size.width > 0 && $0.size.height > 0 }
            .max { isBetter($1, than: $0) }
    }

    /// The first decodable stream that holds sound, those with the default disposition first.
    package static func audio(of source: SourceInfo) -> SourceAudioTrack? { allAudio(of: source).first }

    /// Every decodable stream that holds sound, the one of `audio(of:)` first.
    static func allAudio(of source: SourceInfo) -> [SourceAudioTrack] {
        var audible = source.audio.filter { $0.isDecodable && $0.start < $0.end }
        if let index = audible.firstIndex(where: \.isDefault) { audible.insert(audible.remove(at: index), at: 0) }
        return audible
    }

    private static func isBetter(_ a: SourceVideoTrack, than b: SourceVideoTrack) -> Bool {
        if isMoving(a) != isMoving(b) { return isMoving(a) }
        if a.isDefault != b.isDefault { return a.isDefault }
        if extent(a) != extent(b) { return extent(a) > extent(b) }
        return a.streamIndex < b.streamIndex
    }

    private static func isMoving(_ track: SourceVideoTrack) -> Bool { track.frameCount > 2 }

    /// Pixels × seconds; sizes are unchecked here, so the product is not taken in integers.
    private static func extent(_ track: SourceVideoTrack) -> Double {
        Double(track.size.width) * Double(track.size.height) * (track.end - track.start).seconds
    }
}
