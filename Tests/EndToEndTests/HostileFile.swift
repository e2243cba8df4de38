import Testing

/// A file of `Fixtures/hostile`, made to harm whoever opens it, and what it has to become.
struct HostileFile: Sendable, CustomTestStringConvertible {
    enum Outcome: Hashable, Sendable {
        /// With a sentence that has these words.
        case rejected(String)
        case partial
        /// The harm is left out and the rest is an asset.
        case published
    }

    let name: String
    let outcome: Outcome

    var testDescription: String { name }

    static let all = files.flatMap { outcome, names in names.map { HostileFile(name: $0, outcome: outcome) } }

    private static let files: KeyValuePairs<Outcome, [String]> = [
        .rejected("is a playlist"): [
            "concat-protocol.mkv", "concat.mp4", "playlist-of-files.ts", "playlist-with-key.mp4", "playlist.mp4",
            "session.mp4",
        ],
        .rejected("nothing in it is recognised"): [
            "asx.mp4", "entities.mp4", "manifest.mp4", "noise.bin", "packs-of-nothing.mpg", "redirect.mov", "vector.mp4",
            "xbin.mp4", "zeros.mp4",
        ],
        .rejected("up to 240 are accepted"): [
            "billion-rate.avi", "billion-rate.mkv", "billion-rate.mp4", "same-frame-again.mp4", "scale-zero.mkv",
            "times-negative.mp4", "times-repeated.mp4",
        ],
        .rejected("(moov) is missing"): [
            "box-negative.mp4", "box-of-seven.mp4", "playlist-behind-ftyp.mp4",
        ],
        .rejected("(moov) is damaged"): [
            "chunks-claimed.mp4", "compressed-index.mov", "description-garbage.mp4", "descriptions-claimed.mp4",
            "edits-overflow.mp4", "fragment-time.mp4", "keyframes-claimed.mp4", "nested-100000.mp4", "protection-claimed.mp4",
            "reference-movie.mov", "run-claimed.mp4", "sizes-claimed.mp4",
        ],
        .rejected("more streams or memory"): [
            "composition-claimed.mp4", "covers.mp4", "hundred-thousand-tracks.mov", "index-claimed.mxf", "offsets-claimed.mp4",
            "run-empty-samples.mp4", "times-claimed.mp4",
        ],
        .rejected("No frame of the picture can be decoded"): [
            "box-64-bit.mp4", "empty-boxes.mp4", "index-of-itself.mp4", "jpeg-20000.avi", "jpeg-65500.avi", "sps-huge.mp4",
        ],
        .rejected("has no video stream"): [
            "bzip-bomb.mkv", "chapters-of-itself.mov", "format-absurd.wav", "lacing.mkv",
        ],
        .rejected("header cannot be read"): [
            "element-endless.mkv", "format-zero.wav", "granules.ogg", "lengths.mxf", "lists-nested.avi", "scale-full.mkv",
            "tag-huge.mp3", "tags-of-nothing.flv",
        ],
        .rejected("frames are damaged"): [
            "chunks-huge.mp4", "one-time.mp4", "vp8-grows.webm",
        ],
        .rejected("for longer than any ordinary video"): [
            "edits-million.mp4", "same-bytes-again.mp4",
        ],
        .rejected("up to 12 hours"): [
            "days.mp4", "edits-still.mp4", "times-huge.mp4",
        ],
        .rejected("up to 32 are accepted"): [
            "streams.ts"
        ],
        .rejected("4352 pixels are accepted"): [
            "jpeg-flat.avi"
        ],
        .rejected("is not accepted"): [
            "gif-bomb.mp4", "metadata.mp4", "roq.mp4",
        ],
        .rejected("holds no video"): [
            "vp8-16383.webm"
        ],
        .rejected("No stream of the file can be decoded"): [
            "cinepak.mov", "ffv1.mkv", "huffyuv.avi", "jpeg2000.mov", "magicyuv.avi", "png-bomb.mov", "qtrle-bomb.mov",
            "raw.avi", "snow.avi", "svq1.mov", "wmv2.avi",
        ],
        .partial: [
            "alias-to-file.mov", "offsets-beyond.mp4", "sizes-constant.mp4", "sizes-giant.mp4",
        ],
        .published: [
            "attachments.mkv", "caption-of-megabytes.mkv", "captions-lie.mp4", "captions-million.mkv", "captions-steer.mkv",
            "captions-styled.mkv", "chapters-nested.mkv", "chunks-backwards.mp4", "composition-wild.mp4", "cues-million.mkv",
            "duration-full.mp4", "edits-claimed.mp4", "edits-wait.mp4", "fragments-empty.mp4", "frames-claimed.mp3",
            "header-65535.mp4", "index-in-index.avi", "keyframes-claimed.flv", "linked-segments.mkv", "matrix-garbage.mp4",
            "movie-timescale-negative.mp4", "movie-timescale-zero.mp4", "nested-objects.flv", "nested-udta.mp4",
            "playlist-in-subtitles.avi", "private-data-huge.mkv", "rates-change.aac", "reference-to-address.mp4",
            "reference-to-file.mp4", "samples-claimed.flac", "sizes-change.ts", "tags-nested.mkv", "timescale-negative.mp4",
            "timescale-zero.mp4", "words-huge.mov", "zlib-bomb.mkv",
        ],
    ]
}
