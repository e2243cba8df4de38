import Presentation

/// One playlist of an asset.
package struct PlaylistFile: Hashable, Sendable {
    /// Relative to the asset's folder.
    package var path: String
    package var text: String
}

/// Every HLS file of a presentation, in the order in which it must be written: whatever another one names comes first, so
/// `master.m3u8` is last. Of an encrypted presentation without those of text and thumbnails, which are clear and not in its folder.
package func render(_ presentation: Presentation) -> [PlaylistFile] {
    let targetDuration = presentation.targetDuration
    var files: [PlaylistFile] = []
    for media in presentation.audio.map(\.media) + presentation.video.map(\.media) {
        let playlist = MediaPlaylist(media, targetDuration: targetDuration, protection: presentation.protection)
        files.append(PlaylistFile(path: MediaPlaylist.path(in: media.id), text: playlist.render()))
    }
    for video in presentation.hasKeyframeRanges ? presentation.video : [] {
        let playlist = IFramePlaylist(video.media, targetDuration: targetDuration, protection: presentation.protection)
        files.append(PlaylistFile(path: IFramePlaylist.path(in: video.media.id), text: playlist.render()))
    }
    if presentation.protection == nil { files += renderTextAndThumbnails(presentation) }
    files.append(PlaylistFile(path: MultivariantPlaylist.path, text: MultivariantPlaylist(presentation).render()))
    return files
}

/// The playlists of text and thumbnails alone.
package func renderTextAndThumbnails(_ presentation: Presentation) -> [PlaylistFile] {
    var files: [PlaylistFile] = []
    if let pace = presentation.pace {
        let playlist = CaptionPlaylist(pace: pace, targetDuration: presentation.targetDuration).render()
        files += presentation.text.map { PlaylistFile(path: MediaPlaylist.path(in: $0.id), text: playlist) }
    }
    if let thumbnails = presentation.thumbnails {
        let playlist = ImagePlaylist(thumbnails, duration: presentation.duration)
        let index = ThumbnailIndex(thumbnails, duration: presentation.duration)
        files.append(PlaylistFile(path: ImagePlaylist.path, text: playlist.render()))
        files.append(PlaylistFile(path: ThumbnailIndex.path, text: index.render()))
    }
    return files
}
