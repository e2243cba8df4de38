import CFFmpeg
import MediaCore

/// What a container says of one stream. Durations and rates are left out: they are measured from packets.
package struct StreamDescription: Sendable {
    package enum Kind: Sendable {
        case video(Video)
        case audio(Audio)
        case caption
        case other
    }

    package struct Video: Sendable {
        package let size: Resolution
        /// Width over height of a pixel; zero where unknown.
        package let pixelAspect: (width: Int, height: Int)
        /// The first two rows of the display matrix (a, b, c, d), 16.16 fixed point.
        package let displayMatrix: [Int32]?
        package let color: ColorDescription
        /// As the container says it.
        package let hdr: HDRMetadata?
        package let pixelFormat: String
        package let isInterlaced: Bool
        /// Of Dolby Vision in colours that nothing but its own decoder reads.
        package let closedDolbyVisionProfile: Int?
    }

    package struct Audio: Sendable {
        package let sampleRate: Int
        package let channelCount: Int
    }

    package let index: Int
    package let kind: Kind
    package let codec: String
    package let isDecodable: Bool
    package let isDefault: Bool
    package let isAttachedPicture: Bool
    package let language: String
    /// Ticks a second times `timeBaseNumerator`: a tick lasts numerator / denominator seconds.
    package let timeBaseNumerator: Int32
    package let timeBaseDenominator: Int32
    /// What the container gives a decoder to know before the first packet, such as an `avcC` or an AudioSpecificConfig.
    package let extradata: [UInt8]

    /// `ticks` of this stream as a time.
    package func time(_ ticks: Int64) -> MediaTime {
        MediaTime(ticks: ticks &* Int64(timeBaseNumerator), timescale: timeBaseDenominator)
    }

    init(_ stream: UnsafeMutablePointer<AVStream>) {
        let parameters = stream.pointee.codecpar.pointee
        index = Int(stream.pointee.index)
        codec = String(cString: avcodec_get_name(parameters.codec_id))
        isDecodable = AllowList.decoder(for: parameters.codec_id) != nil
        isDefault = stream.pointee.disposition & AV_DISPOSITION_DEFAULT != 0
        isAttachedPicture = stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0
        language = av_dict_get(stream.pointee.metadata, "language", nil, 0).map { String(cString: $0.pointee.value) } ?? "und"
        timeBaseNumerator = max(1, stream.pointee.time_base.num)
        timeBaseDenominator = max(1, stream.pointee.time_base.den)
        extradata = Array(UnsafeBufferPointer(start: parameters.extradata, count: Int(parameters.extradata_size)))
        switch parameters.codec_type {
        case AVMEDIA_TYPE_VIDEO: kind = .video(Video(stream, parameters))
        case AVMEDIA_TYPE_AUDIO:
            kind = .audio(
                Audio(sampleRate: Int(parameters.sample_rate), channelCount: Int(parameters.ch_layout.nb_channels)))
        case AVMEDIA_TYPE_SUBTITLE: kind = .caption
        default: kind = .other
        }
    }
}

extension StreamDescription.Video {
    fileprivate init(_ stream: UnsafeMutablePointer<AVStream>, _ parameters: AVCodecParameters) {
        size = Resolution(width: Int(parameters.width), height: Int(parameters.height))
        // The container's word beats the bitstream's, as players have it.
        let container = stream.pointee.sample_aspect_ratio
        let aspect = container.num > 0 && container.den > 0 ? container : parameters.sample_aspect_ratio
        pixelAspect = (Int(aspect.num), Int(aspect.den))
        color = ColorDescription(
            primaries: Int(parameters.color_primaries.rawValue), transfer: Int(parameters.color_trc.rawValue),
            matrix: Int(parameters.color_space.rawValue), isFullRange: parameters.color_range == AVCOL_RANGE_JPEG)
        hdr = HDRMetadata(stream)
        pixelFormat = av_get_pix_fmt_name(AVPixelFormat(parameters.format)).map { String(cString: $0) } ?? "unknown"
        isInterlaced = parameters.field_order.rawValue > AV_FIELD_PROGRESSIVE.rawValue
        // Rows of three: (a, b, u), (c, d, v), (x, y, w).
        displayMatrix = stream.sideData(AV_PKT_DATA_DISPLAYMATRIX, bytes: 9 * 4).map { bytes in
            [0, 1, 3, 4].map { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Int32.self) }
        }
        let dolbyVision = stream.sideData(AV_PKT_DATA_DOVI_CONF, bytes: MemoryLayout<AVDOVIDecoderConfigurationRecord>.size)?
            .loadUnaligned(as: AVDOVIDecoderConfigurationRecord.self)
        closedDolbyVisionProfile = dolbyVision.flatMap {
            $0.bl_present_flag != 0 && $0.dv_bl_signal_compatibility_id == 0 ? Int($0.dv_profile) : nil
        }
    }
}

extension UnsafeMutablePointer<AVStream> {
    /// What the container says beside a stream's packets; nil where there is less than `count` bytes of it. The stream's memory.
    func sideData(_ type: AVPacketSideDataType, bytes count: Int) -> UnsafeRawPointer? {
        var size = 0
        guard let bytes = av_stream_get_side_data(self, type, &size), size >= count else { return nil }
        return UnsafeRawPointer(bytes)
    }
}
