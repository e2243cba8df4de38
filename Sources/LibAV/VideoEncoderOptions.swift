import MediaCore

extension VideoCodec {
    /// FFmpeg's name for the encoder that Sluice uses.
    package var encoderName: String {
        switch self {
        case .h264: "libx264"
        case .hevc: "libx265"
        case .av1: "libsvtav1"
        }
    }
}

extension VideoEncoderSettings {
    /// The options of libavcodec's encoders. None depends on the machine.
    var options: KeyValuePairs<String, String> {
        switch codec {
        case .h264: [:]
        case .hevc:
            [
                "preset": preset, "crf": "\(crf)", "profile": color.isHDR ? "main10" : "main", "forced-idr": "1",
                // IDR pictures come on the grid only, where they are forced; a cut in between gets a plain intra picture.
                "x265-params":
                    "keyint=\(2 * gopFrames):min-keyint=\(gopFrames + 1):open-gop=0:info=0:annexb=0:high-tier=0:vbv-init=0.5"
                    + Self.oneThread + ":log-level=none" + highDynamicRange + instructionSet,
            ]
        case .av1:
            [
                "preset": preset, "crf": "\(Int(crf))",
                // The wrapper of FFmpeg 5.1 cannot force single key frames: they come every `gop_size` from the chunk's start on.
                "svtav1-params": "lp=1:mbr=\(maxRate / 1000)" + instructionSet,
            ]
        }
    }

    /// x265's frame threads read each other's rates. Its pool is as large as the machine, and with it come wavefronts, which are
    /// written otherwise.
    private static let oneThread = ":frame-threads=1:pools=none"

    /// What HDR10 says of its display and its light, where the source says it.
    private var highDynamicRange: String {
        guard color.isHDR else { return "" }
        var options = ""
        if let display = hdr?.mastering {
            func point(_ name: String, _ point: HDRMetadata.MasteringDisplay.Point) -> String { "\(name)(\(point.x),\(point.y))" }
            options +=
                ":master-display=" + point("G", display.green) + point("B", display.blue) + point("R", display.red)
                + point("WP", display.white) + "L(\(display.maxLuminance),\(display.minLuminance))"
        }
        if let light = hdr?.contentLight {
            options += ":max-cll=\(light.maxContentLightLevel),\(light.maxAverageLightLevel)"
        }
        return options
    }

    private var instructionSet: String {
        guard let level = InstructionSet.limit else { return "" }
        return ":asm=\(codec == .av1 ? level.rawValue : level.x264Names)"
    }
}
