import CFFmpeg
import CX264
import CZimg
import MediaCore

/// What is linked, as `sluice doctor` prints it.
package enum LibraryVersions {
    package static var all: [(name: String, version: String)] {
        func text(_ version: UInt32) -> String { "\(version >> 16).\(version >> 8 & 255).\(version & 255)" }
        var major: UInt32 = 0
        var minor: UInt32 = 0
        var micro: UInt32 = 0
        zimg_get_version_info(&major, &minor, &micro)
        return [
            ("FFmpeg", String(cString: av_version_info())),
            ("libavcodec", text(avcodec_version())), ("libavformat", text(avformat_version())),
            ("libavfilter", text(avfilter_version())), ("libavutil", text(avutil_version())),
            ("libswresample", text(swresample_version())), ("x264", "\(sluice_x264_build)"),
            ("libzimg", "\(major).\(minor).\(micro)"),
        ]
    }

    /// Encoders Sluice writes with beside x264, which is linked, and whether this FFmpeg has them.
    package static var encoders: [(name: String, isPresent: Bool)] {
        let names = VideoCodec.allCases.filter { $0 != .h264 }.map(\.encoderName) + ["aac", "mjpeg"]
        return names.map { ($0, avcodec_find_encoder_by_name($0) != nil) }
    }

    /// Allowed decoders that this FFmpeg lacks.
    package static var missingDecoders: [String] { AllowList.decoders.filter { avcodec_find_decoder_by_name($0) == nil } }

    /// Keeps the libraries' own words off standard error, which belongs to people: failures come back as values. Limits single
    /// allocations to 512 MiB.
    package static func prepareProcess() {
        av_log_set_level(AV_LOG_QUIET)
        setenv("SVT_LOG", "0", 1)
        av_max_alloc(512 << 20)
    }

    /// Picture buffers come straight from the system from here on and go back to it: glibc otherwise raises its own limit after the
    /// first of them is freed, and the heap then grows with every encoder that is opened after another. Packets alone are better off
    /// with the limit raised.
    package static func prepareForPictures() { mallopt(M_MMAP_THRESHOLD, 256 << 10) }
}
