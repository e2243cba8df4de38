import CFFmpeg
import MediaCore

/// What a frame's pixels are; colour code points resolved to ones that libzimg converts from.
struct PictureFormat: Equatable {
    let resolution: Resolution
    let pixelFormat: AVPixelFormat
    let color: ColorDescription
    let chromaLocation: AVChromaLocation

    init(_ frame: borrowing Frame, fallback: ColorDescription) {
        let f = frame.pointer.pointee
        resolution = frame.resolution
        pixelFormat = AVPixelFormat(f.format)
        chromaLocation = f.chroma_location
        let description = av_pix_fmt_desc_get(pixelFormat)!.pointee
        func said(_ own: UInt32, _ other: Int) -> Int { own == 2 || own == 0 ? other : Int(own) }
        var primaries = said(f.color_primaries.rawValue, fallback.primaries)
        var matrix = f.colorspace.rawValue == 2 ? fallback.matrix : Int(f.colorspace.rawValue)
        let isFull =
            switch f.color_range {
            case AVCOL_RANGE_JPEG: true
            case AVCOL_RANGE_MPEG: false
            default: fallback.isFullRange
            }
        let isRGB = description.isRGB
        if isRGB {
            matrix = 0
        } else if matrix == 2 || matrix == 0 || matrix == 3 {
            // Untagged: standard definition was mastered in BT.601, everything larger in BT.709.
            matrix = resolution.shortSide <= 576 && resolution.longSide <= 1024 ? 6 : 1
        }
        // Only a wide gamut is worth a trip through linear light; the small SD gamuts are taken as BT.709.
        if primaries != 9 && primaries != 11 && primaries != 12 { primaries = 1 }
        color = ColorDescription(primaries: primaries, transfer: 1, matrix: matrix, isFullRange: isFull || isRGB)
    }

    /// Already what an encoder is to be given.
    func passes(as target: Resolution, _ wanted: ColorDescription) -> Bool {
        resolution == target && pixelFormat == AV_PIX_FMT_YUV420P && color == wanted
    }

    /// Planes of whole samples in this machine's byte order: what libzimg reads.
    static func isPlanar(_ format: AVPixelFormat) -> Bool {
        guard let description = av_pix_fmt_desc_get(format)?.pointee else { return false }
        let barred =
            UInt64(AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_BE)
            | UInt64(AV_PIX_FMT_FLAG_ALPHA | AV_PIX_FMT_FLAG_FLOAT | AV_PIX_FMT_FLAG_BAYER)
        return description.flags & UInt64(AV_PIX_FMT_FLAG_PLANAR) != 0 && description.flags & barred == 0
            && description.nb_components == 3 && av_pix_fmt_count_planes(format) == 3
    }
}

extension AVPixFmtDescriptor {
    var isRGB: Bool { flags & UInt64(AV_PIX_FMT_FLAG_RGB) != 0 }
}
