import CFFmpeg

/// What an upload may be: everything else FFmpeg knows is refused before it runs.
package enum AllowList {
    /// Demuxers by FFmpeg's name. Playlist and script formats (hls, dash, concat, sdp, image2) are never here.
    package static let demuxers = [
        "mov", "matroska", "mpegts", "mpeg", "avi", "flv", "mxf", "ogg", "wav", "mp3", "flac", "aac", "ac3", "eac3",
    ]

    /// Decoders by exact name.
    package static let decoders =
        [
            "h264", "hevc", "libdav1d", "vp8", "vp9", "mpeg1video", "mpeg2video", "mpeg4", "h263", "flv", "vp6f", "theora",
            "msmpeg4v1", "msmpeg4v2", "msmpeg4", "prores", "dnxhd", "mjpeg", "aac", "aac_latm", "mp3float", "mp3", "mp2float",
            "mp2",
            "ac3", "eac3", "dca", "alac", "opus", "vorbis", "flac", "amrnb", "amrwb",
        ] + pcm

    private static let pcm = [
        "pcm_s8", "pcm_u8", "pcm_s16le", "pcm_s16be", "pcm_u16le", "pcm_u16be", "pcm_s24le", "pcm_s24be", "pcm_s32le",
        "pcm_s32be",
        "pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_f64be", "pcm_alaw", "pcm_mulaw", "pcm_bluray", "pcm_dvd", "pcm_lxf",
    ]

    /// The decoder that reads a codec: FFmpeg's default where it is allowed, else the first allowed one that fits.
    static func decoder(for codec: AVCodecID) -> UnsafePointer<AVCodec>? {
        if let standard = avcodec_find_decoder(codec), decoders.contains(String(cString: standard.pointee.name)) {
            return standard
        }
        for name in decoders {
            if let candidate = avcodec_find_decoder_by_name(name), candidate.pointee.id == codec { return candidate }
        }
        return nil
    }

    /// Whether a demuxer's comma-separated names meet the list.
    static func allows(demuxer names: String) -> Bool {
        names.split(separator: ",").contains { demuxers.contains(String($0)) }
    }
}
