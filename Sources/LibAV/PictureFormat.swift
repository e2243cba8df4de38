import CFFmpeg
import MediaCore

/// What a frame's pixels are; colour code points resolved to ones that libzimg converts from.
struct PictureFormat: Equatable {
    let resolution: Resolution
    let pixelFormat: AVPixelFormat
    let color: ColorDescription
    let chromaLocation: AVChromaLocation

    /// What a frame is to become.
    init(_ resolution: Resolution, _ pixelFormat: AVPixelFormat, _ color: ColorDescription) {
        self.resolution = resolution
        self.pixelFormat = pixelFormat
        self.color = color
        chromaLocation = color.chromaLocation
    }

    /// - Parameter fallback: what the container says of pixels whose frames say nothing.
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
        let transfer = said(f.color_trc.rawValue, fallback.transfer)
        let isHDR = ColorDescription.bt2100(transfer: transfer).isHDR
        let isRGB = description.isRGB
        if isRGB {
            matrix = 0
        } else if !Self.convertible.contains(matrix) {
            // Untagged, or a claim that nobody means.
            matrix = isHDR ? 9 : ColorDescription.usualMatrix(of: resolution)
        }
        // HDR that names no gamut of its own is BT.2020; the small SD gamuts are taken as BT.709.
        if primaries != 9 && primaries != 11 && primaries != 12 { primaries = isHDR && primaries != 1 ? 9 : 1 }
        // Every curve but those of HDR is taken as BT.709's, as players take them.
        color = ColorDescription(
            primaries: primaries, transfer: isHDR ? transfer : 1, matrix: matrix, isFullRange: isFull || isRGB)
    }

    /// Matrices of H.273 table 4 that libzimg converts.
    private static let convertible: Set = [1, 4, 5, 6, 7, 8, 9, 10, 12, 13]

    /// Already what is wanted, but for where chroma lies, which differs by half a pixel at most.
    func passes(as wanted: PictureFormat) -> Bool {
        resolution == wanted.resolution && pixelFormat == wanted.pixelFormat && color == wanted.color
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

extension ColorDescription {
    /// JPEG's is in the middle of its luma, video's at the left.
    var chromaLocation: AVChromaLocation { isFullRange ? AVCHROMA_LOC_CENTER : AVCHROMA_LOC_LEFT }
}
