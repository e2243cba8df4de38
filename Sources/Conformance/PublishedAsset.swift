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
    /// Name of the preset that it was made with, where that is known.
    var preset: String?
    var multivariant: MultivariantPlaylist?
    /// Media, I-frame and image playlists by path.
    var playlists: [String: MediaPlaylist] = [:]
    /// By the path of their media playlist.
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

    /// In the order of the master; an audio-only asset has its sound here only when a variant names it.
    var videoTracks: [TrackMeasurement] { videoPlaylists.compactMap { tracks[$0.file] }.filter { $0.header.video != nil } }

    /// Sound, whether a rendition or a variant names it.
    var audioTracks: [TrackMeasurement] {
        tracks.values.filter { $0.header.audio != nil }.sorted { $0.playlist < $1.playlist }
    }

    /// Where the picture ends, by its samples; the sound where there is no picture.
    var end: MediaTime? {
        (videoTracks.first { $0.isComplete } ?? audioTracks.first { $0.isComplete })?.presentationEnd
    }

    /// Where nothing was decoded, nothing can be shown small.
    var hidesThumbnails: Bool { preset == "package" && !files.keys.contains { $0.hasPrefix("thumbnails/") } }

    func playlist(of entry: MultivariantPlaylist.Entry) -> MediaPlaylist? {
        multivariant?.path(of: entry).flatMap { playlists[$0] }
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
