import Testing

/// A kind of file that people upload, and what it has to become.
struct Upload: Sendable, CustomTestStringConvertible {
    let what: String
    let fixture: String
    /// Width and height of the top rendition.
    let size: [Int]
    let rate: Double
    let frames: Int
    var rungs = 1
    var hasSound = true
    /// Filters after which ffmpeg shows the source as it has to look, where its own defaults do not.
    var conversion: String?
    /// The fixture that it has to look like, where ffmpeg's rendering of it is no model.
    var model: String?
    /// Least SSIM against ffmpeg's rendering.
    var similarity = 0.95
    /// Largest difference of an average colour.
    var colourDifference = 14

    var testDescription: String { "\(what) (\(fixture))" }

    static let all: [Upload] = [
        Upload(what: "a phone's portrait clip", fixture: "clip.mp4", size: [720, 1280], rate: 30, frames: 180, rungs: 3),

        Upload(what: "turned right", fixture: "phone-portrait.mp4", size: [270, 480], rate: 30, frames: 90),
        Upload(what: "turned left", fixture: "turned-left.mp4", size: [270, 480], rate: 30, frames: 90),
        Upload(what: "upside down", fixture: "turned-180.mp4", size: [480, 270], rate: 30, frames: 90),
        Upload(what: "mirrored", fixture: "mirrored.mp4", size: [480, 270], rate: 30, frames: 90),
        Upload(what: "turned and mirrored", fixture: "turned-and-mirrored.mp4", size: [270, 480], rate: 30, frames: 90),
        Upload(
            what: "half a degree off", fixture: "matrix-half-degree.mp4", size: [270, 480], rate: 30, frames: 90,
            model: "phone-portrait.mp4"),

        Upload(what: "wide pixels", fixture: "anamorphic.mp4", size: [640, 360], rate: 25, frames: 75),
        Upload(what: "no pixel aspect", fixture: "aspect-unknown.mp4", size: [480, 360], rate: 25, frames: 50),
        Upload(what: "an absurd pixel aspect", fixture: "aspect-absurd.mp4", size: [480, 360], rate: 25, frames: 50),
        Upload(what: "nearly square", fixture: "size-518x488.mp4", size: [518, 488], rate: 25, frames: 50, rungs: 2),
        Upload(
            what: "below a macroblock", fixture: "size-10x12.mp4", size: [16, 20], rate: 25, frames: 50, similarity: 0.8,
            colourDifference: 60),
        Upload(what: "QCIF", fixture: "size-176x144.mp4", size: [176, 144], rate: 25, frames: 50),
        Upload(what: "odd sides and 4:4:4", fixture: "size-odd.mp4", size: [320, 180], rate: 25, frames: 50, similarity: 0.9),
        Upload(what: "cropped by the codec", fixture: "cropped.mp4", size: [636, 356], rate: 25, frames: 50),

        Upload(what: "full range BT.601", fixture: "full-range-601.mp4", size: [640, 360], rate: 25, frames: 50),
        Upload(
            what: "untagged SD", fixture: "untagged-sd.mp4", size: [640, 360], rate: 25, frames: 50, hasSound: false,
            conversion: "setparams=colorspace=smpte170m:range=tv"),
        Upload(
            what: "BT.2020 SDR", fixture: "bt2020-sdr.mp4", size: [640, 360], rate: 25, frames: 50,
            conversion: "zscale=matrix=709:primaries=709:transfer=709:range=limited", colourDifference: 24),
        Upload(what: "10 bit 4:2:2", fixture: "422-10-bit.mov", size: [640, 360], rate: 25, frames: 25),

        Upload(what: "variable rate", fixture: "variable-rate.mp4", size: [640, 360], rate: 30, frames: 180),
        Upload(what: "120 frames a second", fixture: "rate-120.mp4", size: [320, 180], rate: 60, frames: 180),
        Upload(what: "59.94 frames a second", fixture: "rate-59.94.mp4", size: [640, 360], rate: 60000 / 1001, frames: 180),
        Upload(what: "12.5 frames a second", fixture: "rate-12.5.mp4", size: [320, 180], rate: 12.5, frames: 50),
        Upload(what: "one frame", fixture: "one-frame.mp4", size: [640, 360], rate: 25, frames: 1, hasSound: false),
        Upload(what: "300 ms", fixture: "300-ms.mp4", size: [640, 360], rate: 30, frames: 9),
        Upload(what: "seven seconds", fixture: "7-seconds.mp4", size: [320, 180], rate: 25, frames: 175),

        Upload(what: "no sound", fixture: "video-only.mp4", size: [640, 360], rate: 25, frames: 75, hasSound: false),
        Upload(what: "shorter sound", fixture: "audio-shorter.mp4", size: [640, 360], rate: 25, frames: 100),
        Upload(what: "longer sound", fixture: "audio-longer.mp4", size: [640, 360], rate: 25, frames: 75),
        Upload(what: "later sound", fixture: "audio-later.mp4", size: [640, 360], rate: 30, frames: 360),
        Upload(what: "later picture", fixture: "video-later.mp4", size: [640, 360], rate: 30, frames: 360),
        Upload(what: "5.1 sound", fixture: "surround.mp4", size: [320, 180], rate: 25, frames: 75),
        Upload(what: "mono sound at 22 kHz", fixture: "mono-22050.mp4", size: [320, 180], rate: 25, frames: 75),

        // In these three the sound starts 21 ms before the picture, whose first frame is held that long.
        Upload(
            what: "a transport stream that starts late", fixture: "start-offset.ts", size: [640, 360], rate: 25, frames: 126,
            conversion: "tpad=start=1:start_mode=clone"),
        Upload(what: "Matroska", fixture: "matroska.mkv", size: [640, 360], rate: 25, frames: 76),
        Upload(what: "a wrong extension", fixture: "renamed.avi", size: [320, 180], rate: 25, frames: 51),
        Upload(what: "WebM", fixture: "vp9-opus.webm", size: [640, 360], rate: 25, frames: 75),
        Upload(what: "index at the end", fixture: "index-at-end.mov", size: [640, 360], rate: 25, frames: 75),
        Upload(what: "index first", fixture: "index-first.mp4", size: [640, 360], rate: 25, frames: 75),
        Upload(what: "3GP", fixture: "3gp.avi", size: [352, 288], rate: 25, frames: 50),
        Upload(what: "AVI", fixture: "avi.mp4", size: [352, 288], rate: 25, frames: 50),
        Upload(what: "MPEG-PS", fixture: "mpeg.mkv", size: [352, 288], rate: 25, frames: 50),
        Upload(what: "Ogg", fixture: "ogg.mov", size: [352, 288], rate: 25, frames: 50),
        Upload(what: "cuts and one colour", fixture: "cuts.mp4", size: [640, 360], rate: 25, frames: 200, hasSound: false),
    ]

    /// Those whose matrix is no orientation; ffmpeg's own rendering of them is no model.
    static let unturned: [Upload] = [
        Upload(what: "a matrix of zeros", fixture: "matrix-zero.mp4", size: [480, 270], rate: 30, frames: 90),
        Upload(what: "30 degrees", fixture: "matrix-30-degrees.mp4", size: [480, 270], rate: 30, frames: 90),
    ]
}
