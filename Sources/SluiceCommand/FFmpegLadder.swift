import LibAV
import Planning

/// The rungs of a plan as one `ffmpeg` command: one decode, split and scale, the same encoders, HLS of
/// fragmented MP4.
struct FFmpegLadder {
    let plan: TranscodePlan
    let preset: Preset
    /// x264's preset; nil for what compares with the plan.
    var x264Preset: String? = nil

    func arguments(input: String, output: String) -> [String] {
        guard let video = plan.video else { return [] }
        let rungs = video.renditions
        let taps = rungs.indices.map { "[in\($0)]" }.joined()
        let chains = rungs.indices.map { index in
            "[in\(index)]scale=\(rungs[index].resolution.width):\(rungs[index].resolution.height):flags=bicubic,format=yuv420p[v\(index)]"
        }
        let rate = "\(video.frameRate.numerator)/\(video.frameRate.denominator)"
        let gop = video.grid.gopFrames
        let gopSeconds = "\(gop)*\(video.frameRate.denominator)/\(video.frameRate.numerator)"
        var arguments = [
            "-nostdin", "-v", "error", "-y", "-i", input, "-filter_complex",
            (["[0:\(video.streamIndex)]fps=\(rate),split=\(rungs.count)\(taps)"] + chains).joined(separator: ";"),
        ]
        for index in rungs.indices { arguments += ["-map", "[v\(index)]"] }
        for (index, rung) in rungs.enumerated() {
            arguments += encoding(rung, gop: gop).flatMap { ["\($0):v:\(index)", $1] }
        }
        arguments += ["-force_key_frames", "expr:gte(t,n_forced*\(gopSeconds))"]
        var group = ""
        if let audio = plan.audio {
            arguments += [
                "-map", "0:\(audio.streamIndex)", "-c:a", "aac", "-b:a", "\(audio.bitRate)", "-ac", "\(audio.channelCount)",
                "-ar",
                "\(audio.sampleRate)",
            ]
            group = ",agroup:a"
        }
        let streams = rungs.indices.map { "v:\($0)\(group)" } + (plan.audio == nil ? [] : ["a:0\(group)"])
        let segmentSeconds = Double(video.grid.segmentFrames) / video.frameRate.framesPerSecond
        return arguments + [
            "-f", "hls", "-hls_segment_type", "fmp4", "-hls_time", "\(segmentSeconds)", "-hls_playlist_type", "vod", "-hls_flags",
            "independent_segments", "-var_stream_map", streams.joined(separator: " "), "-master_pl_name", "master.m3u8",
            "\(output)/%v/media.m3u8",
        ]
    }

    /// Options of one stream, without its number.
    private func encoding(_ rung: VideoRendition, gop: Int) -> [(name: String, value: String)] {
        // Ours may take another way to the quality that the preset's CRF has with `veryfast`.
        let isSteered = rung.steering != nil || x264Preset != nil
        var options = [
            ("-c", rung.codec.encoderName), ("-preset", x264Preset ?? (isSteered ? "veryfast" : rung.encoderPreset)),
        ]
        let crf = isSteered ? preset.crfHundredths(ofShortSide: rung.resolution.shortSide) : rung.crfHundredths
        switch rung.codec {
        case .h264, .hevc:
            options += [
                ("-crf", "\(Double(crf) / 100)"), ("-maxrate", "\(rung.maxRate)"),
                ("-bufsize", "\(rung.bufferSize)"),
                ("-g", "\(2 * gop)"), ("-keyint_min", "\(gop + 1)"), ("-forced-idr", "1"),
            ]
            if rung.codec == .h264, !isSteered { options.append(("-aq-strength", "0.5")) }
            if rung.codec == .hevc { options += [("-tag", "hvc1"), ("-x265-params", "log-level=error")] }
        case .av1:
            options += [
                ("-crf", "\(rung.crfHundredths / 100)"), ("-g", "\(gop)"), ("-svtav1-params", "mbr=\(rung.maxRate / 1000)"),
            ]
        }
        return options
    }
}
