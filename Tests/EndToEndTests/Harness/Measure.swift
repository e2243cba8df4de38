import Foundation

/// What ffmpeg and ffprobe, as decoders that share no code with the product's own parsers, find in a file or playlist.
enum Measure {
    /// Decodes the best picture and the sound, and returns what ffmpeg complains about.
    static func complaints(about media: URL) async throws -> String {
        let result = try await Tool.ffmpeg.run(
            ["-nostdin", "-v", "error", "-i", media.path, "-f", "null", "-"], within: 300)
        return result.status == 0 ? result.errors : result.description
    }

    /// Presentation times and durations of a stream's packets, in seconds, in order of presentation.
    static func packets(of media: URL, stream: String) async throws -> [(time: Double, duration: Double)] {
        let result = try await Tool.ffprobe.run([
            "-v", "error", "-select_streams", stream, "-show_entries", "packet=pts_time,duration_time", "-of",
            "compact=p=0:nk=1", media.path,
        ]).succeeded()
        return result.lines.compactMap { line in
            let fields = line.split(separator: "|").map { Double($0) }
            guard let time = fields.first ?? nil else { return nil }
            return (time, fields.count > 1 ? fields[1] ?? 0 : 0)
        }.sorted { $0.time < $1.time }
    }

    /// Presentation times of the frames that decode, in seconds.
    static func frameTimes(of media: URL, stream: String) async throws -> [Double] {
        let result = try await Tool.ffprobe.run([
            "-v", "error", "-select_streams", stream, "-show_entries", "frame=best_effort_timestamp_time", "-of",
            "default=nk=1:nw=1", media.path,
        ]).succeeded()
        return result.lines.compactMap { Double($0) }.sorted()
    }

    /// A value that ffprobe knows of a stream.
    static func stream(_ key: String, of media: URL, stream: String = "v:0") async throws -> String {
        let result = try await Tool.ffprobe.run([
            "-v", "error", "-select_streams", stream, "-show_entries", "stream=\(key)", "-of", "default=nk=1:nw=1", media.path,
        ]).succeeded()
        return result.lines.first.map(String.init) ?? ""
    }

    /// The source as ffmpeg shows it (turned, at this rate from time zero) in the size and colours of the rendition.
    private static func reference(rate: String, size: [Int], conversion: String?) -> String {
        let colours = conversion.map { $0 + "," } ?? ""
        let size = "\(size[0]):\(size[1])"
        return "\(colours)scale=\(size):out_color_matrix=bt709:out_range=tv:flags=bicubic,format=yuv420p,setsar=1,"
            + "fps=\(rate):start_time=0"
    }

    /// SSIM over all planes and the frames of the first minute between a rendition and ffmpeg's own rendering of the source.
    static func similarity(of rendition: URL, size: [Int], to source: URL, conversion: String? = nil) async throws -> Double {
        let rate = try await stream("r_frame_rate", of: rendition)
        let graph =
            "[0:v:0]format=yuv420p[ours];[1:v:0]\(reference(rate: rate, size: size, conversion: conversion))[theirs];"
            + "[ours][theirs]ssim"
        let result = try await Tool.ffmpeg.run(
            [
                "-nostdin", "-hide_banner", "-t", "60", "-i", rendition.path, "-i", source.path, "-filter_complex", graph, "-an",
                "-f",
                "null", "-",
            ],
            within: 600
        ).succeeded()
        guard let match = result.errors.matches(of: /SSIM .* All:([0-9.]+)/).last, let value = Double(match.1) else {
            throw ToolFailed(result: result)
        }
        return value
    }

    /// The largest difference of any red, green or blue average over an 8 × 8 grid of patches, between the first frame of
    /// a rendition and of ffmpeg's own rendering of the source; 0 to 255.
    static func colourDifference(of rendition: URL, size: [Int], to source: URL, conversion: String? = nil) async throws -> Int {
        let rate = try await stream("r_frame_rate", of: rendition)
        func patches(_ media: URL, _ filter: String) async throws -> Data {
            let file = try Workspace.scratch("patches").appending(path: "patches.rgb")
            _ = try await Tool.ffmpeg.run([
                "-nostdin", "-v", "error", "-i", media.path, "-map", "0:v:0", "-vf",
                "\(filter),scale=8:8:in_color_matrix=bt709:in_range=tv:flags=area,format=rgb24", "-frames:v", "1", "-f",
                "rawvideo",
                file.path,
            ]).succeeded()
            return try Data(contentsOf: file)
        }
        let ours = try await patches(rendition, "format=yuv420p")
        let theirs = try await patches(source, reference(rate: rate, size: size, conversion: conversion))
        return zip(ours, theirs).map { abs(Int($0) - Int($1)) }.max() ?? 255
    }

    /// Mean squared errors of a rendition's frames against the source's, the source read from this frame on.
    static func errors(of rendition: URL, against source: URL, skippingOurs: Int, theirs: Int) async throws -> [Double] {
        let graph =
            "[0:v:0]format=yuv420p,trim=start_frame=\(skippingOurs),setpts=N/TB/25[ours];"
            + "[1:v:0]trim=start_frame=\(theirs),setpts=N/TB/25[theirs];[ours][theirs]psnr=stats_file=-:shortest=1"
        let result = try await Tool.ffmpeg.run([
            "-nostdin", "-v", "error", "-i", rendition.path, "-i", source.path, "-filter_complex", graph, "-an", "-f", "null",
            "-",
        ]).succeeded()
        return result.text.matches(of: /mse_avg:([0-9.]+)/).map { Double($0.1) ?? .infinity }
    }

    /// Frames whose lines look like two fields of different times.
    static func combedFrames(in media: URL) async throws -> Int {
        let result = try await Tool.ffmpeg.run([
            "-nostdin", "-hide_banner", "-i", media.path, "-map", "0:v:0", "-vf", "idet", "-f", "null", "-",
        ]).succeeded()
        guard let match = result.errors.matches(of: /Multi frame detection: TFF: *([0-9]+) BFF: *([0-9]+)/).last,
            let top = Int(match.1), let bottom = Int(match.2)
        else { throw ToolFailed(result: result) }
        return top + bottom
    }

    /// Times at which the picture turns from dark to bright, in seconds.
    static func flashes(in media: URL) async throws -> [Double] {
        try await onsets(
            in: media, arguments: ["-map", "0:v:0", "-vf", "signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-"],
            above: 160, after: 0.3)
    }

    /// Times at which sound sets in after silence, in seconds, to the millisecond.
    static func beeps(in media: URL) async throws -> [Double] {
        let level = "lavfi.astats.Overall.RMS_level"
        return try await onsets(
            in: media,
            arguments: [
                "-map", "0:a:0", "-af",
                "aformat=channel_layouts=mono:sample_rates=48000,asetnsamples=n=48,astats=metadata=1:reset=1,"
                    + "ametadata=print:key=\(level):file=-",
            ], above: -24, after: 0.3)
    }

    /// First times at which the printed value is above the threshold, each at least `quiet` seconds after the last such.
    private static func onsets(in media: URL, arguments: [String], above threshold: Double, after quiet: Double) async throws
        -> [Double]
    {
        let result = try await Tool.ffmpeg.run(
            ["-nostdin", "-v", "error", "-i", media.path] + arguments + ["-f", "null", "-"], within: 120
        ).succeeded()
        var found: [Double] = []
        var time = 0.0
        var lastAbove = -Double.infinity
        for line in result.lines {
            if let position = line.range(of: "pts_time:") {
                time = Double(line[position.upperBound...].prefix { !$0.isWhitespace }) ?? time
            } else if let equals = line.firstIndex(of: "="), let value = Double(line[line.index(after: equals)...]),
                value > threshold
            {
                if time - lastAbove > quiet { found.append(time) }
                lastAbove = time
            }
        }
        return found
    }

    /// Levels of the given tones in one channel of the sound, in decibels relative to full scale (Goertzel).
    static func toneLevels(in media: URL, channel: Int, of channels: Int, frequencies: [Double]) async throws -> [Double: Double]
    {
        let file = try Workspace.scratch("sound").appending(path: "sound.f32")
        _ = try await Tool.ffmpeg.run([
            "-nostdin", "-v", "error", "-i", media.path, "-map", "0:a:0", "-ss", "1", "-t", "1", "-f", "f32le", "-ar", "48000",
            "-ac", String(channels), file.path,
        ]).succeeded()
        let samples = try Data(contentsOf: file).withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        let mine = stride(from: channel, to: samples.count, by: channels).map { Double(samples[$0]) }
        var levels: [Double: Double] = [:]
        for frequency in frequencies {
            let step = 2 * cos(2 * Double.pi * frequency / 48000)
            var (previous, before) = (0.0, 0.0)
            for sample in mine { (previous, before) = (sample + step * previous - before, previous) }
            let power = previous * previous + before * before - step * previous * before
            levels[frequency] = 10 * log10(max(power, 1e-12) * 4 / Double(mine.count * mine.count))
        }
        return levels
    }

    /// Seconds by which a rendition's sound comes later than the source's, where the source's time `start` is the rendition's zero;
    /// found where the two are most alike, up to a tenth of a second either way. Nil where the source is silent.
    static func soundLag(of rendition: URL, to source: URL, from start: Double) async throws -> Double? {
        let rate = 8000
        func samples(_ media: URL, from start: Double) async throws -> [Float] {
            let file = try Workspace.scratch("lag").appending(path: "sound.f32")
            _ = try await Tool.ffmpeg.run([
                "-nostdin", "-v", "error", "-copyts", "-i", media.path, "-map", "0:a:0", "-af",
                "asetpts=PTS-\(start)/TB,aresample=\(rate):async=1:min_hard_comp=0.015:first_pts=0,aformat=channel_layouts=mono,atrim=end=20",
                "-f",
                "f32le", file.path,
            ]).succeeded()
            return try Data(contentsOf: file).withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        }
        let theirs = try await samples(source, from: start)
        let ours = try await samples(rendition, from: 0)
        let count = min(ours.count, theirs.count)
        guard theirs.reduce(0, { $0 + $1 * $1 }) > 1e-8 * Float(theirs.count) else { return nil }
        func likeness(_ lag: Int) -> Float {
            var sum: Float = 0
            for index in max(0, -lag)..<max(0, count - max(0, lag)) { sum += ours[index + lag] * theirs[index] }
            return sum
        }
        let longest = min(rate / 10, count / 2)
        let best = (-longest...longest).map { (lag: $0, likeness: likeness($0)) }.max { $0.likeness < $1.likeness }
        return best.map { Double($0.lag) / Double(rate) }
    }
}
