import MediaCore
import XML

/// Everything that was parsed of an asset: what the rules judge.
struct PublishedAsset: Sendable {
    static let multivariantPath = "master.m3u8"
    static let presentationPath = "manifest.mpd"
    static let posterPath = "thumbnails/poster.jpg"
    static let cuesPath = "thumbnails/thumbnails.vtt"

    /// Path relative to the asset → size in bytes.
    var files: [String: Int] = [:]
    /// Of an encrypted presentation.
    var scheme: ProtectionScheme?
    /// Name of the preset that it was made with, where that is known.
    var preset: String?
    var multivariant: MultivariantPlaylist?
    /// Media, I-frame and image playlists by path.
    var playlists: [String: MediaPlaylist] = [:]
    /// By the path of their media playlist; where there is no HLS, by that of the init segment that the MPD names.
    var tracks: [String: TrackMeasurement] = [:]
    var presentation: MediaPresentation?
    /// What is not well formed in the MPD.
    var presentationProblem: XMLProblem?
    var cues: ThumbnailCues?
    /// WebVTT files of captions by path.
    var captions: [String: CaptionText] = [:]
    /// JPEG files by path; nil where a file is no JPEG.
    var pictures: [String: JPEGHeader?] = [:]

    /// Playlists of the variants, in the order of the master.
    var videoPlaylists: [MediaPlaylist] { playlists(of: multivariant?.variants ?? []) }

    var audioPlaylists: [MediaPlaylist] {
        playlists(of: multivariant?.renditions.filter { $0.attributes["TYPE"] == "AUDIO" } ?? [])
    }

    var captionPlaylists: [MediaPlaylist] {
        playlists(of: multivariant?.renditions.filter { $0.attributes["TYPE"] == "SUBTITLES" } ?? [])
    }

    var iFramePlaylists: [MediaPlaylist] { playlists(of: multivariant?.iFrameStreams ?? []) }

    var imagePlaylists: [MediaPlaylist] { playlists(of: multivariant?.imageStreams ?? []) }

    /// In the order of the master, or without HLS of the MPD.
    var videoTracks: [TrackMeasurement] {
        let names = multivariant == nil ? mediaRepresentations.compactMap(\.initializationPath) : videoPlaylists.map(\.file)
        return names.compactMap { tracks[$0] }.filter { $0.header.video != nil }
    }

    /// Pictures and sound of the MPD.
    var mediaRepresentations: [Representation] { presentation?.representations.filter { !$0.isPictures && !$0.isText } ?? [] }

    /// Sound, whether a rendition or a variant names it.
    var audioTracks: [TrackMeasurement] {
        tracks.values.filter { $0.header.audio != nil }.sorted { $0.playlist < $1.playlist }
    }

    /// Where the picture ends, by its samples; the sound where there is no picture.
    var end: MediaTime? {
        (videoTracks.first { $0.isComplete } ?? audioTracks.first { $0.isComplete })?.presentationEnd
    }

    /// An encrypted asset may keep its thumbnails to itself, and where nothing was decoded, nothing can be shown small.
    var hidesThumbnails: Bool {
        (scheme != nil || preset == "package") && !files.keys.contains { $0.hasPrefix("thumbnails/") }
    }

    func playlist(of entry: MultivariantPlaylist.Entry) -> MediaPlaylist? {
        multivariant?.path(of: entry).flatMap { playlists[$0] }
    }

    /// Seconds; where there is no HLS, what it would have to say.
    func targetDuration(of track: TrackMeasurement) -> Int {
        if multivariant != nil { return playlists[track.playlist]?.targetDuration ?? 0 }
        return tracks.values.flatMap { track in track.segments.map { Int(track.time($0.duration).ticks(timescale: 1)) } }.max()
            ?? 0
    }

    func track(of entry: MultivariantPlaylist.Entry) -> TrackMeasurement? {
        multivariant?.path(of: entry).flatMap { tracks[$0] }
    }

    /// Each once, however many entries name it.
    private func playlists(of entries: [MultivariantPlaylist.Entry]) -> [MediaPlaylist] {
        var seen: Set<String> = []
        return entries.compactMap(playlist).filter { seen.insert($0.file).inserted }
    }
}
